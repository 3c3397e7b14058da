/**
 * Images of the lab, each built for amd64 and arm64.
 * Sources: https://gallery.ecr.aws/aws-containers/retail-store-sample-catalog and
 * https://gallery.ecr.aws/docker/library/mysql
 */
export const Image = {
  /**
   * The retail store's catalog service. From 1.4.2 on it retries, and fails with another message than the lab's. It is built
   * on Amazon Linux 2023, whose bash, getent and timeout the connectivity probes use.
   * Source: https://github.com/aws-containers/retail-store-sample-app/blob/v1.2.1/src/catalog/Dockerfile
   */
  catalog: "public.ecr.aws/aws-containers/retail-store-sample-catalog:1.2.1",
  /**
   * MySQL, long-term support, the whole version: a shorter tag would be another server one morning.
   * Source: https://github.com/docker-library/mysql/commit/99f090f (8.4.10, amd64 and arm64v8)
   */
  mysql: "public.ecr.aws/docker/library/mysql:8.4.10",
} as const;
