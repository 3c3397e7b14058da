import assert from "assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "fs";
import { tmpdir } from "os";
import { join } from "path";
import { planPage, topologySvg } from "../../cli/page";
import { pictureStyle } from "../../cli/page/picture/look";
import { PAGE_STYLE } from "../../cli/page/style";
import { writePlanFiles } from "../../cli/page/write";
import { makePlan, type Plan } from "../../cli/plan/make";
import { readStackConfig } from "../../cli/stack-config";
import { GRAPH_VERSION, SECRET, UNKNOWN } from "../../model/graph/graph";
import { reachability } from "../../model/reachability/reachability";
import { ruleCounts } from "../../model/capacity/rule-counts";
import { UserError } from "../../cli/user-error";
import { ROOT } from "../support/program";
import { isReadable, parseMarkup } from "./page-markup";

const planOf = (...config: string[]): Promise<Plan> => makePlan(ROOT, readStackConfig(ROOT, "dev", config));

/** A plan of a program that makes nothing. */
const EMPTY: Plan = {
  ...{ version: GRAPH_VERSION, source: "plan", project: "empty", stack: "none", binding: null },
  ...{ resources: [], reachability: [], ruleCounts: [], capacity: null },
  time: { ready: { median: 0, p90: 0 }, gone: { median: 0, p90: 0 } },
  cost: { region: "", items: [], perHour: 0, perDay: 0, missing: [] },
};

const HOSTILE = `"><script>alert('1')</script><img src=x onerror=alert(2)>&amp;\u0000\u202e\ud800`;

/** A plan whose names and config are what nobody should write into a page. */
function hostile(plan: Plan): Plan {
  const text = JSON.stringify(plan);
  const renamed = text.replaceAll("catalog", JSON.stringify(HOSTILE).slice(1, -1)).replaceAll("m6g.large", "m6g'<b>");
  const made = { ...(JSON.parse(renamed) as Plan), stack: HOSTILE, project: HOSTILE };
  return { ...made, reachability: reachability(made), ruleCounts: ruleCounts(made) };
}

/** A plan with what components of a type made made again, under other names. */
function withMore(plan: Plan, component: RegExp, from: string, names: string[]): Plan {
  const own = plan.resources.filter(({ urn }) => component.test(urn));
  const more = names.flatMap((name) => {
    const text = own.reduce(
      (text, { urn }) =>
        text.replaceAll(
          `"${urn}"`,
          `"${urn.replace(/::([^:]*)$/, (_all, old: string) => `::${old.replace(from, name)}`)}"`,
        ),
      JSON.stringify(own),
    );
    const made = JSON.parse(
      text.replaceAll(
        `"matchLabels":{"sgp.internal/pod-security-group":"${from}"}`,
        `"matchLabels":{"sgp.internal/pod-security-group":"${name}"}`,
      ),
    ) as Plan["resources"];
    return made.map((resource) => ({ ...resource, name: resource.name.replace(from, name) }));
  });
  const made = { ...plan, resources: [...plan.resources, ...more] };
  return { ...made, reachability: reachability(made), ruleCounts: ruleCounts(made) };
}

/** The first value of each colour variable of a style sheet. */
function variables(style: string): { [name: string]: string } {
  const found: { [name: string]: string } = {};
  for (const [, name, value] of style.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/g)) found[name] ??= value;
  return found;
}

/** Contrast of two colours. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g)!;
  const [red, green, blue] = digits
    .map((pair) => parseInt(pair, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const ALL = [
  "in-cluster",
  "rds-unbound",
  "bound",
  "standard mode",
  "hostile",
  "nothing",
  "no nodes",
  "one zone",
  "two of each",
  "very many",
];

describe("the page and the picture of a plan", () => {
  const plans = new Map<string, Plan>();
  const svgs = new Map<string, string>();
  const pages = new Map<string, string>();

  before(async function () {
    this.timeout(20000);
    for (const stage of ["in-cluster", "rds-unbound", "bound"]) plans.set(stage, await planOf(`stage=${stage}`));
    plans.set("standard mode", await planOf("enforcingMode=standard", "natGatewayPerZone=true"));
    const bound = plans.get("bound")!;
    plans.set("hostile", hostile(bound));
    plans.set("nothing", EMPTY);
    const isWithoutNodes = (type: string): boolean => !/nodeGroup|eks|kubernetes|SecurityGroup/.test(type);
    const resources = bound.resources.filter(({ type }) => isWithoutNodes(type));
    const withoutNodes = { ...bound, resources, binding: null, capacity: null };
    plans.set("no nodes", { ...withoutNodes, reachability: reachability(withoutNodes), ruleCounts: [] });
    plans.set("one zone", { ...bound, resources: bound.resources.filter(({ name }) => !/^lab-p\w+-[bc]$/.test(name)) });
    const databases = withMore(bound, /Database/, "catalog-db", ["orders-db"]);
    plans.set("two of each", withMore(databases, /PodSecurityGroupBinding/, "catalog", ["orders"]));
    const many = Array.from({ length: 5 }, (_, i) => `service-with-a-rather-long-name-${i}`);
    const manyDatabases = withMore(bound, /Database/, "catalog-db", many);
    plans.set("very many", withMore(manyDatabases, /PodSecurityGroupBinding/, "catalog", many));
    for (const [name, plan] of plans) {
      svgs.set(name, topologySvg(plan));
      pages.set(name, planPage(plan));
    }
  });

  for (const name of ALL) {
    describe(`of ${name}`, () => {
      it("is a well-formed SVG file with title and description", () => {
        const { elements } = parseMarkup(svgs.get(name)!, { xml: true });
        assert.equal(elements[0].name, "svg");
        assert.equal(elements[0].attributes.xmlns, "http://www.w3.org/2000/svg");
        assert.deepEqual(
          elements[0].children.slice(0, 2).map((child) => child.name),
          ["title", "desc"],
        );
      });

      it("is a page whose elements all end, and whose ids are unique", () => {
        const { elements } = parseMarkup(pages.get(name)!, { xml: false });
        const ids = elements.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]));
        assert.equal(new Set(ids).size, ids.length);
        assert.equal(elements.find((element) => element.name === "html")?.attributes.lang, "en");
        assert.equal(elements.filter((element) => element.name === "h1").length, 1);
      });

      it("leads nowhere outside, and every link inside has its target", () => {
        for (const text of [svgs.get(name)!, pages.get(name)!]) {
          assert.doesNotMatch(text, /@import|url\(/);
          const { elements } = parseMarkup(text, { xml: false });
          const ids = new Set(elements.map(({ attributes }) => attributes.id));
          for (const { attributes } of elements) {
            for (const key of ["src", "srcset", "action", "data", "poster", "xlink:href"])
              assert.equal(attributes[key], undefined);
            if (attributes.href === undefined || attributes.href === "data:,") continue;
            assert.match(attributes.href, /^#/);
            assert.ok(ids.has(attributes.href.slice(1)), `no ${attributes.href}`);
          }
        }
      });

      it("has every verdict, with its reason", () => {
        const plan = plans.get(name)!;
        const { elements } = parseMarkup(pages.get(name)!, { xml: false });
        const byId = new Map(elements.map((element) => [element.attributes.id, element]));
        plan.reachability.forEach(({ because }, i) => {
          const found = byId.get(`verdict-${i + 1}`);
          assert.ok(found, `verdict ${i + 1}`);
          const reason = isReadable(because).replace(/\b(tcp|udp) \d+/g, "");
          const item = found.name === "li" ? found : found.parent!;
          assert.ok(item.text.replace(/\b(tcp|udp) \d+/g, "").includes(reason), because);
        });
      });

      it("gives every line a title, a name for screen readers and a place in the order of focus", () => {
        for (const [text, tag] of [
          [svgs.get(name)!, "g"],
          [pages.get(name)!, "a"],
        ]) {
          const { elements } = parseMarkup(text, { xml: false });
          const lines = elements.filter(({ attributes }) => /^edge\b/.test(attributes.class ?? ""));
          if (plans.get(name)!.reachability.some(({ to }) => to.startsWith("database:"))) assert.ok(lines.length > 0);
          for (const line of lines) {
            assert.equal(line.name, tag);
            assert.equal(line.children[0].name, "title");
            assert.match(line.children[0].text, /\S/);
            assert.ok(line.attributes["aria-label"]);
            assert.ok(line.attributes.tabindex === "0" || line.attributes.href);
          }
        }
      });

      it("shows nothing that is secret or unknown as such, and no undefined", () => {
        for (const text of [svgs.get(name)!, pages.get(name)!]) {
          assert.ok(!text.includes(SECRET));
          assert.ok(!text.includes(UNKNOWN));
          assert.doesNotMatch(text, /undefined|NaN|\[object/);
        }
      });
    });
  }

  it("is the same bytes each time", async () => {
    const again = await planOf("stage=bound");
    assert.equal(topologySvg(again), svgs.get("bound"));
    assert.equal(planPage(again), pages.get("bound"));
  });

  it("writes hostile names as text", () => {
    const page = pages.get("hostile")!;
    const { elements } = parseMarkup(page, { xml: false });
    assert.equal(elements.filter((element) => element.name === "script").length, 1);
    assert.deepEqual(
      elements.filter(({ name }) => name === "img"),
      [],
    );
    // The page marks the critical path with the one kind of <b> that it has.
    for (const { text } of elements.filter(({ name }) => name === "b")) assert.match(text, /^◆( critical:)?$/);
    assert.ok(elements.every(({ attributes }) => !Object.keys(attributes).some((key) => key.startsWith("on"))));
    assert.ok(page.includes("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"));
    assert.ok(!page.includes("\u0000") && !page.includes("\u202e"));
  });

  it("says in its head line who reaches the database", () => {
    assert.match(svgs.get("bound")!, /<title id="topology-title">Only catalog\/catalog can reach catalog-db</);
    assert.match(svgs.get("rds-unbound")!, /<title id="topology-title">Nothing can reach catalog-db</);
    assert.match(svgs.get("nothing")!, /This plan makes no network/);
  });

  it("tells of a denied line which half is missing", () => {
    const { elements } = parseMarkup(svgs.get("bound")!, { xml: true });
    const denied = elements.filter(({ attributes }) => attributes.class === "edge no main");
    const titles = denied.map(({ children }) => children[0].text);
    assert.ok(
      titles.some((title) => /other pods and nodes to catalog-db, tcp 3306: no\. no ingress rule of/.test(title)),
    );
  });

  it("is fresh in docs/topology.svg; else run npm run lab -- plan --svg docs/topology.svg", () => {
    assert.equal(readFileSync(join(ROOT, "docs/topology.svg"), "utf8"), svgs.get("bound"));
  });

  it("has enough contrast in both colour schemes (WCAG AA)", () => {
    const schemes = [
      ...[PAGE_STYLE, pictureStyle()].flatMap((style) => [style, style.slice(style.indexOf("(prefers-color-scheme"))]),
    ].map(variables);
    assert.equal(schemes.length, 4);
    for (const colour of schemes) {
      const on = (text: string, back: string, least: number): void => {
        if (!colour[text] || !colour[back]) return;
        assert.ok(contrast(colour[text], colour[back]) >= least, `${text} ${colour[text]} on ${back} ${colour[back]}`);
      };
      for (const back of ["card", "page", "head", "mark", "back", "box", "zone", "subnet", "node"]) {
        for (const text of ["text", "soft"]) on(text, back, 4.5);
      }
      for (const answer of ["yes", "no", "maybe"]) {
        for (const back of [`${answer}-back`, "card", "box", "subnet"]) on(answer, back, 4.5);
        for (const back of ["zone", "node", "back"]) on(answer, back, 3);
      }
      on("accent", "card", 4.5);
      on("accent", "page", 4.5);
      on("bar", "card", 3);
      for (const group of Object.keys(colour).filter((name) => /^g\d$/.test(name))) on(group, "box", 3);
    }
  });

  it("names every header cell's scope", () => {
    const { elements } = parseMarkup(pages.get("bound")!, { xml: false });
    const headers = elements.filter((element) => element.name === "th");
    assert.ok(headers.length > 20);
    for (const { attributes } of headers) assert.match(attributes.scope, /^(row|col)$/);
  });

  it("goes into files, with their folders; where one cannot be written it says so", () => {
    const directory = mkdtempSync(join(tmpdir(), "lab-page-"));
    try {
      const files = { html: join(directory, "a/plan.html"), svg: join(directory, "plan.svg") };
      assert.deepEqual(writePlanFiles(plans.get("bound")!, files), [files.html, files.svg]);
      assert.equal(readFileSync(files.svg, "utf8"), svgs.get("bound"));
      assert.throws(
        () => writePlanFiles(EMPTY, { html: join(files.svg, "inside.html") }),
        (error) => error instanceof UserError && /cannot be written/.test(error.message),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
