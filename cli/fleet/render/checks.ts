import { basename } from "node:path";
import { quoted } from "../../../words/en/phrases";
import { UserError } from "../../user-error";

/**
 * An image's name: registry, path, tag, digest.
 * Source: https://github.com/distribution/reference/blob/main/regexp.go
 */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;
/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Refuses, with a {@link UserError}, an image that no registry has. */
export function checkImage(image: string | undefined): string {
  if (image === undefined || image === "") {
    throw new UserError(
      "--image is missing: name the image that the operator's workspaces run, with this program and the aws CLI in it;\n" +
        "docs/fleet.md has its Dockerfile",
    );
  }
  if (image.length <= 255 && IMAGE.test(image)) return image;
  throw new UserError(`--image ${quoted(image)} is not a valid image; write it as registry.example/lab:1`);
}

/** Refuses, with a {@link UserError}, what Kubernetes takes for no namespace. */
export function checkNamespace(namespace: string): string {
  if (NAMESPACE.test(namespace)) return namespace;
  throw new UserError(
    `--namespace ${quoted(namespace)} is not a valid namespace; use up to 63 of a-z, 0-9 and -, no - first or last`,
  );
}

/** The roster's name in a workflow, where \${{ }} would be worked out. Fails with a {@link UserError} for what is none. */
export function checkFileName(file: string): string {
  const name = basename(file);
  if (/^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._-]*$/u.test(name)) return name;
  throw new UserError(
    `The roster's name ${quoted(name)} stands in the workflow; rename it with letters, digits, spaces and ._- only`,
  );
}
