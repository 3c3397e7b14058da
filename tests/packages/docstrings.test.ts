import assert from "node:assert/strict";
import { docstrings, type FieldDoc, type OwnerDoc } from "../../packaging/docstrings";

const OWNERS = docstrings();
const INTERFACES = OWNERS.filter(({ kind }) => kind === "interface");
const COMPONENTS = OWNERS.filter(({ kind }) => kind === "component");

/** Interfaces that components give, and nobody gives to them. */
const GIVEN = /Outputs$|^ReportedPath$/;

/** Fields of which exactly one is given, by the docstring of their interface: none of them has a default. */
function alternatives({ text }: OwnerDoc): string[] {
  const [, list = ""] = /exactly one of ([^.:;]*)/.exec(text) ?? [];
  return [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
}

/** What an optional field says of how it is without it. */
function saysWithout(owner: OwnerDoc, { path, text }: FieldDoc): boolean {
  if (GIVEN.test(owner.name)) return /\babsent\b/.test(text);
  const isAlternative = alternatives(owner).includes(path.split(".")[1]);
  return isAlternative || /\bDefaults?\b|\bonly (where|with)\b/.test(text);
}

describe("the docstrings of the component package", () => {
  it("are read from all its components and public interfaces", () => {
    assert.ok(COMPONENTS.length >= 9, COMPONENTS.map(({ name }) => name).join());
    assert.ok(INTERFACES.length >= 20);
    assert.deepEqual(
      COMPONENTS.find(({ name }) => name === "Database")
        ?.fields.map(({ path }) => path)
        .includes("Database.port"),
      true,
    );
  });

  it("say of every interface, component, field and output what it is, in a sentence", () => {
    const all = OWNERS.flatMap((owner) => [{ path: owner.name, text: owner.text }, ...owner.fields]);
    assert.deepEqual(
      all.filter(({ text }) => !/^[A-Z`][^]*[.:]/.test(text)).map(({ path }) => path),
      [],
    );
  });

  it("say of every optional argument what its default is, and of every optional output when it is absent", () => {
    const found = INTERFACES.flatMap((owner) =>
      owner.fields.filter((field) => field.optional && !saysWithout(owner, field)).map(({ path }) => path),
    );
    assert.deepEqual(found, []);
  });

  it("say of every number its range and what it counts", () => {
    const numbers = OWNERS.flatMap(({ fields }) => fields.filter(({ isNumber }) => isNumber));
    assert.ok(numbers.length > 5);
    assert.deepEqual(
      numbers
        .filter(
          ({ text }) =>
            !/\d|default `port`/i.test(text) || !/port|days|GiB|seconds|number|quota|interfaces/i.test(text),
        )
        .map(({ path, text }) => `${path}: ${text}`),
      [],
    );
  });

  it("say of every component what its constructor throws and when", () => {
    assert.deepEqual(
      COMPONENTS.filter(({ throws }) => !/^pulumi\.InputPropertiesError .*before any resource/.test(throws)).map(
        ({ name, throws }) => `${name}: ${throws}`,
      ),
      [],
    );
  });
});
