import assert from "node:assert/strict";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planPage, topologySvg } from "../../cli/page";
import { pictureStyle } from "../../cli/page/picture/look";
import { PAGE_STYLE } from "../../cli/page/style";
import { writePlanFiles } from "../../cli/page/write";
import { sameReason } from "../../cli/answers/answers";
import { type MadePlan, makePlan, planOf as planOfGraph } from "../../cli/plan/make";
import { readStackConfig } from "../../cli/stack-config";
import { type Graph, GRAPH_VERSION, type GraphResource, SECRET, UNKNOWN } from "../../model/graph/graph";
import { policyVerdicts } from "../../cli/plan/verdicts";
import { UserError } from "../../cli/user-error";
import { ROOT } from "../support/program";
import { TODAY } from "../support/setup";
import { isReadable, parseMarkup } from "./page-markup";

const planOf = (...config: string[]): Promise<MadePlan> => makePlan(ROOT, readStackConfig(ROOT, "dev", config));

/** A plan of a program that makes nothing. */
const EMPTY = planOfGraph({
  graph: { version: GRAPH_VERSION, source: "plan", resources: [] },
  ...{ project: "empty", stack: "none", stage: null, binding: null, warnings: [], region: "" },
});

/** A plan of other resources. */
function withResources(
  { plan }: MadePlan,
  resources: GraphResource[],
  others: { stack?: string; project?: string } = {},
): MadePlan {
  const graph: Graph = { version: plan.version, source: plan.source, resources };
  return planOfGraph({ ...plan, graph, region: plan.cost.region, ...others });
}

const HOSTILE = `"><script>alert('1')</script><img src=x onerror=alert(2)>&amp;\u0000\u202e\ud800`;

/** A plan whose names and config are what nobody should write into a page. */
function hostile(made: MadePlan): MadePlan {
  const text = JSON.stringify(made.plan.resources);
  const renamed = text.replaceAll("catalog", JSON.stringify(HOSTILE).slice(1, -1)).replaceAll("m6g.large", "m6g'<b>");
  return withResources(made, JSON.parse(renamed) as GraphResource[], { stack: HOSTILE, project: HOSTILE });
}

/** A plan with what components of a type made made again, under other names. */
function withMore(made: MadePlan, component: RegExp, from: string, names: string[]): MadePlan {
  const own = made.plan.resources.filter(({ urn }) => component.test(urn));
  const more = names.flatMap((name) => {
    const text = own.reduce(
      (text, { urn }) =>
        text.replaceAll(
          `"${urn}"`,
          `"${urn.replace(/::([^:]*)$/, (_all, old: string) => `::${old.replace(from, name)}`)}"`,
        ),
      JSON.stringify(own),
    );
    const copies = JSON.parse(
      text.replaceAll(
        `"matchLabels":{"sgp.internal/pod-security-group":"${from}"}`,
        `"matchLabels":{"sgp.internal/pod-security-group":"${name}"}`,
      ),
    ) as GraphResource[];
    return copies.map((resource) => ({ ...resource, name: resource.name.replace(from, name) }));
  });
  return withResources(made, [...made.plan.resources, ...more]);
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
  const plans = new Map<string, MadePlan>();
  const svgs = new Map<string, string>();
  const pages = new Map<string, string>();

  before(async function () {
    this.timeout(20000);
    for (const stage of ["in-cluster", "rds-unbound", "bound"]) plans.set(stage, await planOf(`stage=${stage}`));
    plans.set("standard mode", await planOf("enforcingMode=standard", "natGatewayPerZone=true"));
    const stages = ["in-cluster", "rds-unbound", "bound"].map((stage) => ({ stage, made: plans.get(stage) }));
    const bound = plans.get("bound")!;
    plans.set("hostile", hostile(bound));
    plans.set("nothing", EMPTY);
    const isWithoutNodes = (type: string): boolean => !/nodeGroup|eks|kubernetes|SecurityGroup/.test(type);
    const { resources } = bound.plan;
    const withoutNodes = resources.filter(({ type }) => isWithoutNodes(type));
    plans.set("no nodes", withResources({ ...bound, plan: { ...bound.plan, binding: null } }, withoutNodes));
    const oneZone = resources.filter(({ name }) => !/^lab-p\w+-[bc]$/.test(name));
    plans.set("one zone", withResources(bound, oneZone));
    const databases = withMore(bound, /Database/, "catalog-db", ["orders-db"]);
    plans.set("two of each", withMore(databases, /PodSecurityGroupBinding/, "catalog", ["orders"]));
    const many = Array.from({ length: 5 }, (_, i) => `service-with-a-rather-long-name-${i}`);
    const manyDatabases = withMore(bound, /Database/, "catalog-db", many);
    plans.set("very many", withMore(manyDatabases, /PodSecurityGroupBinding/, "catalog", many));
    for (const [name, plan] of plans) {
      svgs.set(name, topologySvg(plan));
      const verdicts = policyVerdicts(plan.reading, {}, TODAY);
      pages.set(name, planPage(plan, { verdicts, stages: name === "nothing" ? [] : stages }));
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
        const { rows } = plans.get(name)!;
        const { elements } = parseMarkup(pages.get(name)!, { xml: false });
        const byId = new Map(elements.map((element) => [element.attributes.id, element]));
        rows.forEach((row, i) => {
          const found = byId.get(`verdict-${i + 1}`);
          assert.ok(found, `verdict ${i + 1}`);
          const item = found.name === "li" ? found : found.parent!;
          // Rows that differ in the port alone share the reason of the first.
          const same = rows.filter(
            (other) => other.from === row.from && other.to === row.to && sameReason(other) === sameReason(row),
          );
          assert.ok(item.text.includes(isReadable(same[0].because)), row.because);
        });
      });

      it("gives every line a title, a name for screen readers and a place in the order of focus", () => {
        for (const [text, tag] of [
          [svgs.get(name)!, "g"],
          [pages.get(name)!, "g"],
        ]) {
          const { elements } = parseMarkup(text, { xml: false });
          const lines = elements.filter(({ attributes }) => /^edge\b/.test(attributes.class ?? ""));
          if (plans.get(name)!.plan.reachability.some(({ to }) => to.startsWith("database:")))
            assert.ok(lines.length > 0);
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
    assert.equal(planPage(again), planPage(plans.get("bound")!));
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
    assert.match(svgs.get("bound")!, /<title id="topology-title">Only catalog reaches catalog-db</);
    assert.match(svgs.get("rds-unbound")!, /<title id="topology-title">Nothing reaches catalog-db</);
    assert.match(svgs.get("nothing")!, /This plan makes no network/);
  });

  it("tells of a denied line which half is missing", () => {
    const { elements } = parseMarkup(svgs.get("bound")!, { xml: true });
    const denied = elements.filter(({ attributes }) => attributes.class === "edge no main");
    const titles = denied.map(({ children }) => children[0].text);
    assert.ok(
      titles.some((title) => /other pods and nodes to catalog-db, tcp 3306: no: no ingress rule of/.test(title)),
    );
  });

  it("shows the three stages side by side: before, the expected failure, after", () => {
    const { elements } = parseMarkup(pages.get("rds-unbound")!, { xml: false });
    const [list] = elements.filter(({ attributes }) => attributes.class === "stages");
    const stages = list.children.filter(({ name }) => name === "li");
    const told = stages.map(({ text }) =>
      /^\s*(\S+) (before|expected failure|after)( · this plan)?/.exec(text)!.slice(1),
    );
    assert.deepEqual(told, [
      ["in-cluster", "before", undefined],
      ["rds-unbound", "expected failure", " · this plan"],
      ["bound", "after", undefined],
    ]);
    // The catalog first, then any other pod.
    assert.deepEqual(
      stages.map(({ text }) => text.match(/[✓✗]/g)!.join("")),
      ["✓✓", "✗✗", "✓✗"],
    );
  });

  it("says where a stage cannot be built with the config", () => {
    const page = planPage(plans.get("bound")!, {
      stages: [{ stage: "in-cluster" }, { stage: "bound", made: plans.get("bound") }],
    });
    assert.match(page, /This config cannot be built in this stage\./);
  });

  it("has the policies with their findings, and the plan's own figures", () => {
    const page = pages.get("bound")!;
    assert.match(page, /<strong>owner-and-expiry<\/strong>/);
    const { plan } = plans.get("bound")!;
    const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;
    for (const { median, p90 } of [plan.time.ready, plan.time.gone]) {
      assert.ok(page.includes(`after ${minutes(median)}; ${minutes(p90)} where every step is slow.`));
    }
    assert.match(page, /id="students"[^>]* value="30"/);
    assert.doesNotMatch(page, /nine of ten/);
  });

  it("names what a probe proves in the time line", () => {
    assert.match(pages.get("bound")!, /proof: bound pod connects<small>probe-bound/);
    assert.match(pages.get("bound")!, /2 × proof: other pod times out<small>/);
  });

  it("gives each line its reason beside it, inside the picture, shown by pointer and by focus", () => {
    for (const name of ALL) {
      const { elements } = parseMarkup(svgs.get(name)!, { xml: true });
      const [, , width, height] = elements[0].attributes.viewBox.split(" ").map(Number);
      const edges = elements.filter(({ attributes }) => /^edge\b/.test(attributes.class ?? ""));
      for (const { attributes } of edges) {
        const id = attributes.id.replace("edge", "why");
        const why = elements.find((element) => element.attributes.id === id)!;
        const { x, y, width: w, height: h } = why.children[0].attributes;
        assert.ok(Number(x) >= 0 && Number(x) + Number(w) <= width, `${name} ${id}`);
        assert.ok(Number(y) >= 0 && Number(y) + Number(h) <= height, `${name} ${id}`);
        for (const state of ["hover", "focus"]) {
          assert.ok(svgs.get(name)!.includes(`.topology:has(#${attributes.id}:${state}) #${id}`));
        }
      }
    }
  });

  it("leads bound pods of standard mode out of the VPC by the node, and those of strict mode nowhere", () => {
    assert.match(svgs.get("standard mode")!, /tcp 443, via the node</);
    assert.doesNotMatch(svgs.get("bound")!, /via the node/);
  });

  it("puts databases and nodes into no zone, since nobody chose one", () => {
    const { elements } = parseMarkup(svgs.get("bound")!, { xml: true });
    const zones = elements.filter(({ attributes }) => attributes.class === "zone");
    assert.equal(zones.length, 1);
    assert.match(svgs.get("bound")!, /private subnets, one a zone: zone a 10\.42\.96\.0\/19, zone b/);
  });

  it("labels every number, for screens on which a row is a block", () => {
    const { elements } = parseMarkup(pages.get("bound")!, { xml: false });
    const cells = elements.filter(({ name, text }) => name === "td" && /\d|yes|no/.test(text));
    assert.ok(cells.length > 40);
    for (const { attributes, text } of cells) assert.ok(attributes["data-label"], text);
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

  describe("goes into files", () => {
    let directory: string;
    beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "lab-page-"))));
    afterEach(() => rmSync(directory, { recursive: true }));
    const at = (name: string): string => join(directory, name);
    const write = (files: Parameters<typeof writePlanFiles>[1]): string[] => writePlanFiles(plans.get("bound")!, files);
    const refuses = (files: Parameters<typeof writePlanFiles>[1], why: RegExp): void =>
      assert.throws(
        () => write(files),
        (error) => error instanceof UserError && why.test(error.message),
      );

    it("with their folders, and leaves nothing else", () => {
      const files = { html: at("a/plan.html"), svg: at("plan.svg") };
      assert.deepEqual(write(files), [files.html, files.svg]);
      assert.equal(readFileSync(files.svg, "utf8"), svgs.get("bound"));
      assert.equal(readFileSync(files.html, "utf8"), planPage(plans.get("bound")!));
      assert.deepEqual(readdirSync(directory, { recursive: true }).sort(), ["a", join("a", "plan.html"), "plan.svg"]);
    });

    it("again and again over its own, of any stack", () => {
      const files = { html: at("plan.html"), svg: at("plan.svg") };
      writePlanFiles(EMPTY, files);
      assert.deepEqual(write(files), write(files));
      assert.equal(readFileSync(files.html, "utf8"), planPage(plans.get("bound")!));
      writeFileSync(at("new.html"), "");
      assert.deepEqual(write({ html: at("new.html") }), [at("new.html")]);
    });

    it("never over anything else, but with force", () => {
      const settings = at("Pulumi.dev.yaml");
      for (const text of ["config:\n  aws:region: us-west-2\n", "<!doctype html><p>mine", "<svg xmlns='x'/>"]) {
        writeFileSync(settings, text);
        refuses(
          { html: settings, svg: at("plan.svg") },
          /Pulumi\.dev\.yaml exists and is not a page of a plan.*--force/,
        );
        refuses({ svg: settings }, /is not a page of a plan/);
        assert.equal(readFileSync(settings, "utf8"), text);
      }
      assert.deepEqual(readdirSync(directory), ["Pulumi.dev.yaml"]);
      write({ html: settings, force: true });
      assert.equal(readFileSync(settings, "utf8"), planPage(plans.get("bound")!));
    });

    it("but not two into one, however it is spelled", () => {
      mkdirSync(at("a"));
      symlinkSync(at("a"), at("link"));
      writeFileSync(at("one.html"), "");
      linkSync(at("one.html"), at("two.svg"));
      const pairs = [
        ["plan", "plan"],
        ["plan", "a/../plan"],
        ["a/plan", "link/plan"],
        ["one.html", "two.svg"],
      ];
      // Joined by hand: what joins paths also tidies them.
      for (const [html, svg] of pairs) {
        refuses({ html: `${directory}/${html}`, svg: `${directory}/${svg}`, force: true }, /are one file; name two/);
      }
      assert.deepEqual(readdirSync(directory).sort(), ["a", "link", "one.html", "two.svg"]);
    });

    it("through a link to the file it names, and not where that leads nowhere", () => {
      write({ svg: at("real.svg") });
      symlinkSync(at("real.svg"), at("link.svg"));
      write({ svg: at("link.svg") });
      assert.ok(lstatSync(at("link.svg")).isSymbolicLink());
      symlinkSync(at("nowhere"), at("lost.svg"));
      refuses({ svg: at("lost.svg"), force: true }, /is not a file to write to/);
      refuses({ svg: directory, force: true }, /is not a file to write to/);
    });

    it("all or none: where one cannot be written, the other is not", () => {
      writeFileSync(at("file"), "");
      refuses({ html: at("plan.html"), svg: at("file/inside.svg") }, /inside\.svg cannot be written/);
      assert.deepEqual(readdirSync(directory), ["file"]);
    });
  });
});
