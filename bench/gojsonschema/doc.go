// Package gojsonschema is what go-jsonschema generates from RunResult's schema
// without its one "format" (with it, the type it makes for timestamps cannot be
// decoded): a peer to measure against. `make bench` writes it.
package gojsonschema
