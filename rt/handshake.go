package rt

// GeneratedWithRuntime1 is the version handshake between generated code and
// this package. Generated files refer to the constant of the runtime they
// were written for; a runtime that can no longer serve them drops the name,
// and the compiler's "undefined" error then carries the remedy:
// run `runresult generate` again with the tool of this module version.
const GeneratedWithRuntime1 = 1
