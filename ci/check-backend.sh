#!/usr/bin/env bash
# Stops a pipeline before it asks for credentials: its state must be where every run finds it, and its secrets must be
# encrypted by a key that is not in the pipeline.
# Usage: PULUMI_BACKEND_URL=… ci/check-backend.sh <stack>
set -euo pipefail

stack=${1:-}
problems=0

problem() {
  echo "::error title=Not set up::$1"
  problems=1
}

if [[ ! $stack =~ ^[A-Za-z0-9_.-]+$ ]]; then
  problem "The repository variable PULUMI_STACK is missing or not a stack's name. Set it to the stack to deploy, such as prod."
fi

case ${PULUMI_BACKEND_URL:-} in
  s3://?* | gs://?* | azblob://?* | https://?*) ;;
  "") problem "The repository variable PULUMI_BACKEND_URL is missing. Set it to a remote backend, such as s3://my-bucket." ;;
  *) problem "PULUMI_BACKEND_URL is not remote: the state would end with this run. Set it to a backend such as s3://my-bucket." ;;
esac

file="Pulumi.$stack.yaml"
if [[ ! -f $file ]]; then
  problem "There is no Pulumi.$stack.yaml. Make the stack with: pulumi stack init $stack --secrets-provider awskms://…, and commit the file."
elif ! grep -Eq '^secretsprovider: *["'\'']?awskms://' "$file"; then
  problem "The secrets of Pulumi.$stack.yaml are not encrypted by a KMS key. Run: pulumi stack change-secrets-provider awskms://…, and commit the file."
fi

exit "$problems"
