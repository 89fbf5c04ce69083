import protobuf from "protobufjs";

/** The messages of opentelemetry-proto that traces are made of, versions 1 of `common`, `resource` and `trace`. */
const PROTOCOL = `
syntax = "proto3";
message AnyValue {
  oneof value {
    string string_value = 1;
    bool bool_value = 2;
    int64 int_value = 3;
    double double_value = 4;
    ArrayValue array_value = 5;
    KeyValueList kvlist_value = 6;
    bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message InstrumentationScope {
  string name = 1;
  string version = 2;
  repeated KeyValue attributes = 3;
  uint32 dropped_attributes_count = 4;
}
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message TracesData { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  string trace_state = 3;
  bytes parent_span_id = 4;
  fixed32 flags = 16;
  string name = 5;
  enum SpanKind {
    SPAN_KIND_UNSPECIFIED = 0;
    SPAN_KIND_INTERNAL = 1;
    SPAN_KIND_SERVER = 2;
    SPAN_KIND_CLIENT = 3;
    SPAN_KIND_PRODUCER = 4;
    SPAN_KIND_CONSUMER = 5;
  }
  SpanKind kind = 6;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10;
  message Event {
    fixed64 time_unix_nano = 1;
    string name = 2;
    repeated KeyValue attributes = 3;
    uint32 dropped_attributes_count = 4;
  }
  repeated Event events = 11;
  uint32 dropped_events_count = 12;
  Status status = 15;
}
message Status {
  reserved 1;
  string message = 2;
  enum StatusCode { STATUS_CODE_UNSET = 0; STATUS_CODE_OK = 1; STATUS_CODE_ERROR = 2; }
  StatusCode code = 3;
}
`;

const tracesData = protobuf.parse(PROTOCOL).root.lookupType("TracesData");

/**
 * What a collector reads of traces in the JSON form of OTLP: the same again, if every field is one of the protocol, of
 * its type. Ids are hexadecimal there, other than in the JSON form of other messages.
 */
export function throughProtocol(traces: object): unknown {
  const bytes = tracesData.encode(tracesData.fromObject(JSON.parse(JSON.stringify(traces), hexToBase64))).finish();
  const read = tracesData.toObject(tracesData.decode(bytes), { longs: String, bytes: String, enums: Number });
  return JSON.parse(JSON.stringify(read), base64ToHex);
}

const IDS: ReadonlySet<string> = new Set(["traceId", "spanId", "parentSpanId"]);

function hexToBase64(key: string, value: unknown): unknown {
  return IDS.has(key) ? Buffer.from(String(value), "hex").toString("base64") : value;
}

function base64ToHex(key: string, value: unknown): unknown {
  return IDS.has(key) ? Buffer.from(String(value), "base64").toString("hex") : value;
}
