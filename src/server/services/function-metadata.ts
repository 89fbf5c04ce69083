import type { ClassBinding, FunctionBinding, ParameterDefinition } from "../../contract/app-definition.js";
import { typeOfParameter } from "../../api/marks/parameter-type.js";
import {
  ClassParameterInfo_ParameterSerializationFormat as Serialization,
  DataFormat,
  Function_FunctionType as FunctionType,
  ParameterType,
  type ClassParameterSpec,
  type FunctionHandleMetadata,
} from "../protocol/modal.js";
import type { Init } from "../rpc/handlers.js";

/** Inputs and results up to this many bytes are sent inline: there is no store of blobs. */
const MAX_INLINE_BYTES = 90 * 1024 * 1024;

export interface Bound extends FunctionBinding {
  readonly appId: string;
}

/** What clients are told of a function or class. */
export function metadataOf(bound: Bound): Init<FunctionHandleMetadata> {
  const { cls, tag, functionId } = bound;
  if (!cls) return { ...callable(bound, tag, functionId), functionName: tag };
  return {
    ...callable(bound, `${tag}.*`, functionId),
    classParameterInfo: { format: Serialization.PARAM_SERIALIZATION_FORMAT_PROTO, schema: schemaOf(cls) },
    methodHandleMetadata: Object.fromEntries(
      cls.methods.map((method) => [
        method.name,
        {
          ...callable({ ...bound, ...method }, `${tag}.${method.name}`, functionId),
          isMethod: true,
          useMethodName: method.name,
        },
      ]),
    ),
  };
}

function callable(
  { isGenerator, webUrl = "", appId }: Pick<Bound, "isGenerator" | "webUrl" | "appId">,
  functionName: string,
  definitionId: string,
): Init<FunctionHandleMetadata> {
  return {
    functionName,
    definitionId,
    functionType: isGenerator ? FunctionType.FUNCTION_TYPE_GENERATOR : FunctionType.FUNCTION_TYPE_FUNCTION,
    webUrl,
    appId,
    supportedInputFormats: [DataFormat.DATA_FORMAT_CBOR],
    supportedOutputFormats: [DataFormat.DATA_FORMAT_CBOR],
    maxObjectSizeBytes: MAX_INLINE_BYTES,
    maxAsyncObjectSizeBytes: MAX_INLINE_BYTES,
  };
}

const TYPES = {
  string: { type: ParameterType.PARAM_TYPE_STRING, field: "stringDefault" },
  integer: { type: ParameterType.PARAM_TYPE_INT, field: "intDefault" },
  boolean: { type: ParameterType.PARAM_TYPE_BOOL, field: "boolDefault" },
  bytes: { type: ParameterType.PARAM_TYPE_BYTES, field: "bytesDefault" },
} as const;

function schemaOf({ parameters }: ClassBinding): Init<ClassParameterSpec>[] {
  return parameters.map((parameter) => specOf(parameter));
}

/** A parameter of any type has that of its default for clients, which need to know, or is a string. */
function specOf({
  name,
  default: value,
  type = typeOfParameter(value) ?? "string",
}: ParameterDefinition): Init<ClassParameterSpec> {
  const { type: code, field } = TYPES[type];
  return {
    name,
    type: code,
    fullType: { baseType: code },
    hasDefault: value !== undefined,
    ...(value !== undefined && { [field]: value }),
  };
}
