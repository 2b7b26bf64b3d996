package codec

// IfMissingRunRunresultGenerate2 is the version handshake between generated code
// and this package: generated files refer to the constant of the runtime they
// were written for. A runtime that can no longer serve them drops the name, and
// what the compiler then calls undefined says what to do: run `runresult
// generate` again with the tool of this module version.
const IfMissingRunRunresultGenerate2 = 2
