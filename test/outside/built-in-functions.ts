/** Rows of the table of docs/mounts.md, by what of Node's own modules they are about. */
export const TOUCHING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "`import`, `require`, `createRequire`": {
    module: `createRequire _load _findPath _stat _readPackage _resolveFilename _resolveLookupPaths _preloadModules
      runMain Module registerHooks findSourceMap`,
  },
  "`module.findPackageJSON`": {
    module: `findPackageJSON`,
  },
  "`module.register`": {
    module: `register`,
  },
  "`module.enableCompileCache`, `getCompileCacheDir`, `flushCompileCache`": {
    module: `enableCompileCache getCompileCacheDir flushCompileCache`,
  },
  "`node:child_process`": {
    test: `run`,
    child_process: `_forkChild ChildProcess exec execFile execFileSync execSync fork spawn spawnSync`,
  },
  "`cluster.fork`": {
    cluster: `fork`,
  },
  "`Worker`": {
    worker_threads: `Worker`,
  },
  "`node:sqlite`": {
    sqlite: `DatabaseSync StatementSync Session backup`,
  },
  "sockets on a path: `net`, `http`, `https`, `http2`, `tls`": {
    net: `_createServerHandle connect createConnection createServer Server Socket Stream BoundSocket`,
    http: `Agent ClientRequest Server createServer get request`,
    https: `Agent Server createServer get request`,
    http2: `connect createServer createSecureServer`,
    tls: `TLSSocket Server createServer connect`,
  },
  "`WASI`": {
    wasi: `WASI`,
  },
  "`node:repl`": {
    repl: `start REPLServer`,
  },
  "`v8.writeHeapSnapshot`": {
    v8: `writeHeapSnapshot`,
  },
  "`v8.takeCoverage`": {
    v8: `takeCoverage`,
  },
  "`v8.setHeapSnapshotNearHeapLimit`, `trace_events.createTracing`, `inspector.open`, `crypto.setEngine`, `process.execve`":
    {
      v8: `setHeapSnapshotNearHeapLimit stopCoverage setFlagsFromString`,
      trace_events: `createTracing`,
      inspector: `open close waitForDebugger`,
      "inspector/promises": `open close waitForDebugger`,
      crypto: `setEngine setFips`,
    },
  "names and users of the machine: `node:dns`, `node:os`, `tls.getCACertificates`": {
    dns: `lookup lookupService Resolver reverse resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx
      resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt`,
    "dns/promises": `lookup lookupService Resolver reverse resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx
      resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt`,
    os: `homedir hostname userInfo networkInterfaces cpus version`,
    tls: `getCACertificates`,
  },
};

/** Exports of Node's own modules that open no files by themselves. */
export const NO_FILES: Readonly<Record<string, string>> = {
  assert: `AssertionError CallTracker ok fail equal notEqual deepEqual notDeepEqual deepStrictEqual notDeepStrictEqual
    strictEqual notStrictEqual partialDeepStrictEqual match doesNotMatch throws rejects doesNotThrow doesNotReject
    ifError strict Assert`,
  "assert/strict": `AssertionError CallTracker ok fail equal notEqual deepEqual notDeepEqual deepStrictEqual notDeepStrictEqual
    strictEqual notStrictEqual partialDeepStrictEqual match doesNotMatch throws rejects doesNotThrow doesNotReject
    ifError Assert strict`,
  async_hooks: `AsyncLocalStorage createHook executionAsyncId triggerAsyncId executionAsyncResource AsyncResource`,
  buffer: `Buffer SlowBuffer transcode isUtf8 isAscii btoa atob Blob resolveObjectURL File`,
  cluster: `Worker setupPrimary setupMaster disconnect`,
  console: `log info debug warn error dir time timeEnd timeLog trace assert clear count countReset group groupEnd table
    dirxml groupCollapsed _stdoutErrorHandler _stderrErrorHandler Console profile profileEnd timeStamp context
    createTask`,
  crypto: `argon2 argon2Sync checkPrime checkPrimeSync createCipheriv createDecipheriv createDiffieHellman
    createDiffieHellmanGroup createECDH createHash createHmac createPrivateKey createPublicKey createSecretKey
    createSign createVerify diffieHellman generatePrime generatePrimeSync getCiphers getCipherInfo getCurves
    getDiffieHellman getHashes hkdf hkdfSync pbkdf2 pbkdf2Sync generateKeyPair generateKeyPairSync generateKey
    generateKeySync privateDecrypt privateEncrypt publicDecrypt publicEncrypt randomBytes randomFill
    randomFillSync randomInt randomUUID randomUUIDv7 scrypt scryptSync sign timingSafeEqual getFips verify hash
    encapsulate decapsulate Certificate Cipheriv Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac
    KeyObject Sign Verify X509Certificate secureHeapUsed getRandomValues prng pseudoRandomBytes rng`,
  dgram: `_createSocketHandle createSocket Socket`,
  diagnostics_channel: `channel hasSubscribers subscribe tracingChannel unsubscribe Channel`,
  dns: `getDefaultResultOrder setDefaultResultOrder setServers getServers`,
  "dns/promises": `getDefaultResultOrder setDefaultResultOrder setServers getServers`,
  domain: `Domain createDomain create`,
  events: `addAbortListener once on getEventListeners getMaxListeners listenerCount EventEmitter
    EventEmitterAsyncResource setMaxListeners init`,
  http: `_connectionListener IncomingMessage OutgoingMessage ServerResponse validateHeaderName validateHeaderValue
    setMaxIdleHTTPParsers setGlobalProxyFromEnv WebSocket CloseEvent MessageEvent`,
  http2: `getDefaultSettings getPackedSettings getUnpackedSettings performServerHandshake Http2ServerRequest
    Http2ServerResponse`,
  inspector: `url Session`,
  "inspector/promises": `url Session`,
  module: `wrap _debug isBuiltin _nodeModulePaths _initPaths syncBuiltinESMExports stripTypeScriptTypes SourceMap
    getSourceMapsSupport setSourceMapsSupport`,
  net: `_normalizeArgs BlockList SocketAddress isIP isIPv4 isIPv6 getDefaultAutoSelectFamily
    setDefaultAutoSelectFamily getDefaultAutoSelectFamilyAttemptTimeout setDefaultAutoSelectFamilyAttemptTimeout`,
  sea: `isSea getAsset getRawAsset getAssetAsBlob getAssetKeys`,
  test: `expectFailure skip todo only after afterEach before beforeEach describe getTestContext it suite test`,
  "test/reporters": `dot junit spec tap lcov`,
  os: `arch availableParallelism endianness freemem getPriority loadavg platform release setPriority tmpdir totalmem
    type uptime machine`,
  path: `resolve normalize isAbsolute join relative toNamespacedPath dirname basename extname format parse matchesGlob
    _makeLong`,
  "path/posix": `resolve normalize isAbsolute join relative toNamespacedPath dirname basename extname format parse matchesGlob
    _makeLong`,
  "path/win32": `resolve normalize isAbsolute join relative toNamespacedPath dirname basename extname format parse matchesGlob
    _makeLong`,
  perf_hooks: `Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver
    PerformanceObserverEntryList PerformanceResourceTiming monitorEventLoopDelay eventLoopUtilization timerify
    createHistogram`,
  punycode: `decode encode toASCII toUnicode`,
  querystring: `unescapeBuffer unescape escape stringify encode parse decode`,
  readline: `Interface clearLine clearScreenDown createInterface cursorTo emitKeypressEvents moveCursor`,
  "readline/promises": `Interface Readline createInterface`,
  repl: `writer Recoverable isValidSyntax`,
  stream: `isDestroyed isDisturbed isErrored isReadable isWritable Readable Writable Duplex Transform PassThrough
    duplexPair pipeline addAbortSignal finished destroy compose setDefaultHighWaterMark getDefaultHighWaterMark
    Stream _isArrayBufferView _isUint8Array _uint8ArrayToBuffer`,
  "stream/consumers": `arrayBuffer blob buffer bytes text json`,
  "stream/promises": `finished pipeline`,
  "stream/web": `ReadableStream ReadableStreamTee ReadableStreamDefaultReader ReadableStreamBYOBReader
    ReadableStreamBYOBRequest ReadableByteStreamController ReadableStreamDefaultController TransformStream
    TransformStreamDefaultController WritableStream WritableStreamDefaultWriter WritableStreamDefaultController
    ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream CompressionStream
    DecompressionStream`,
  string_decoder: `StringDecoder`,
  timers: `setTimeout clearTimeout setImmediate clearImmediate setInterval clearInterval`,
  "timers/promises": `setTimeout setImmediate setInterval`,
  tls: `getCiphers getCertificateCompressionAlgorithms setDefaultCACertificates convertALPNProtocols
    checkServerIdentity createSecureContext SecureContext`,
  trace_events: `getEnabledCategories`,
  tty: `isatty ReadStream WriteStream`,
  url: `Url parse resolve resolveObject format URL URLPattern URLSearchParams domainToASCII domainToUnicode
    pathToFileURL fileURLToPath fileURLToPathBuffer urlToHttpOptions`,
  util: `_errnoException _exceptionWithHostPort _extend callbackify convertProcessSignalToExitCode debug debuglog
    deprecate format styleText formatWithOptions getCallSites getSystemErrorMap getSystemErrorName
    getSystemErrorMessage inherits inspect isArray isDeepStrictEqual promisify stripVTControlCharacters
    toUSVString transferableAbortSignal transferableAbortController aborted parseEnv parseArgs TextDecoder
    TextEncoder MIMEType MIMEParams diff setTraceSigInt`,
  "util/types": `isArgumentsObject isArrayBuffer isAsyncFunction isBigIntObject isBooleanObject isDate isExternal
    isGeneratorFunction isGeneratorObject isMap isMapIterator isModuleNamespaceObject isNativeError isNumberObject
    isPromise isProxy isRegExp isSet isSetIterator isSharedArrayBuffer isStringObject isSymbolObject isWeakMap
    isWeakSet isAnyArrayBuffer isBoxedPrimitive isArrayBufferView isDataView isTypedArray isUint8Array
    isUint8ClampedArray isUint16Array isUint32Array isInt8Array isInt16Array isInt32Array isFloat16Array
    isFloat32Array isFloat64Array isBigInt64Array isBigUint64Array isKeyObject isCryptoKey`,
  v8: `cachedDataVersionTag getHeapSnapshot getHeapStatistics getHeapSpaceStatistics getHeapCodeStatistics
    getCppHeapStatistics Serializer Deserializer DefaultSerializer DefaultDeserializer deserialize serialize
    queryObjects GCProfiler isStringOneByteRepresentation startCpuProfile`,
  vm: `Script createContext createScript runInContext runInNewContext runInThisContext isContext compileFunction
    measureMemory`,
  worker_threads: `MessagePort MessageChannel markAsUncloneable markAsUntransferable isMarkedAsUntransferable
    moveMessagePortToContext receiveMessageOnPort postMessageToThread BroadcastChannel setEnvironmentData
    getEnvironmentData`,
  zlib: `crc32 Deflate Inflate Gzip Gunzip DeflateRaw InflateRaw Unzip BrotliCompress BrotliDecompress ZstdCompress
    ZstdDecompress deflate deflateSync gzip gzipSync deflateRaw deflateRawSync unzip unzipSync inflate inflateSync
    gunzip gunzipSync inflateRaw inflateRawSync brotliCompress brotliCompressSync brotliDecompress
    brotliDecompressSync zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync createDeflate
    createInflate createDeflateRaw createInflateRaw createGzip createGunzip createUnzip createBrotliCompress
    createBrotliDecompress createZstdCompress createZstdDecompress`,
};
