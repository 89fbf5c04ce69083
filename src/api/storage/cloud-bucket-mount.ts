import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { compact } from "../../contract/compact.js";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import { Secret } from "./secret.js";
import type { CloudBucketMountDefinition } from "../../contract/stored-objects.js";

/** Options of {@link CloudBucketMount}. */
export interface CloudBucketMountOptions {
  /** URL of the service, for R2, Google Cloud Storage and the like. Default: Amazon S3. */
  bucketEndpointUrl?: string;
  /** Mount only what begins with this; ends with `/`. */
  keyPrefix?: string;
  /** The credentials. */
  secret?: Secret;
  /** Role to take on through Modal's identity token, instead of a secret. */
  oidcAuthRoleArn?: string;
  /** Default: false. */
  readOnly?: boolean;
  /** The one who reads pays; needs a `secret`. Default: false. */
  requesterPays?: boolean;
  /** Put the bucket into the path instead of the host name. Default: false. */
  forcePathStyle?: boolean;
}

/**
 * A bucket of a cloud provider, mounted through the `volumes` option. Modal: docs/modal/buckets-and-mounts.md#buckets.
 * @throws InvalidError for `requesterPays` without `secret`, a `keyPrefix` without a trailing `/`, or a bad URL
 * @example
 * app.function({ volumes: { "/logs": new CloudBucketMount("logs", { readOnly: true }) } }, async function f() {})
 */
export class CloudBucketMount {
  readonly definition: CloudBucketMountDefinition;
  readonly #secret: Secret | undefined;
  declare private readonly brand: "CloudBucketMount";

  constructor(bucketName: string, options: CloudBucketMountOptions = {}) {
    if (typeof bucketName !== "string" || bucketName === "") {
      throw new InvalidError(`A CloudBucketMount needs the name of its bucket, got ${describe(bucketName)}.`);
    }
    checkOptions("new CloudBucketMount", options, [
      "bucketEndpointUrl",
      "keyPrefix",
      "secret",
      "oidcAuthRoleArn",
      "readOnly",
      "requesterPays",
      "forcePathStyle",
    ]);
    const {
      bucketEndpointUrl,
      keyPrefix,
      secret,
      oidcAuthRoleArn,
      readOnly = false,
      requesterPays = false,
      forcePathStyle = false,
    } = options;
    if (secret !== undefined && !(secret instanceof Secret)) {
      throw new InvalidError(`Option "secret" of CloudBucketMount must be a Secret, got ${describe(secret)}.`);
    }
    if (requesterPays && secret === undefined) {
      throw new InvalidError(`CloudBucketMount "${bucketName}": "requesterPays" needs credentials. Give a "secret".`);
    }
    if (keyPrefix !== undefined && !keyPrefix.endsWith("/")) {
      throw new InvalidError(
        `CloudBucketMount "${bucketName}": "keyPrefix" must end with "/", got ${describe(keyPrefix)}.`,
      );
    }
    this.definition = compact({
      provider: providerOf(bucketName, bucketEndpointUrl),
      bucketName,
      bucketEndpointUrl,
      keyPrefix,
      secret: secret?.definition,
      oidcAuthRoleArn,
      readOnly,
      requesterPays,
      forcePathStyle,
    });
    this.#secret = secret;
  }

  get bucketName(): string {
    return this.definition.bucketName;
  }

  /** The credentials that it was made with. */
  get secret(): Secret | undefined {
    return this.#secret;
  }

  get readOnly(): boolean {
    return this.definition.readOnly;
  }

  get requesterPays(): boolean {
    return this.definition.requesterPays;
  }

  get bucketEndpointUrl(): string | undefined {
    return this.definition.bucketEndpointUrl;
  }

  get keyPrefix(): string | undefined {
    return this.definition.keyPrefix;
  }

  get oidcAuthRoleArn(): string | undefined {
    return this.definition.oidcAuthRoleArn;
  }
}

refuseAssignments(CloudBucketMount, "What it is made of is given to `new CloudBucketMount`.");

function providerOf(bucketName: string, endpoint: string | undefined): "s3" | "r2" | "gcp" {
  if (endpoint === undefined) return "s3";
  if (!URL.canParse(endpoint)) {
    throw new InvalidError(
      `CloudBucketMount "${bucketName}": "bucketEndpointUrl" must be a URL, got ${describe(endpoint)}.`,
    );
  }
  const { hostname } = new URL(endpoint);
  if (hostname.endsWith("r2.cloudflarestorage.com")) return "r2";
  return hostname.endsWith("storage.googleapis.com") ? "gcp" : "s3";
}
