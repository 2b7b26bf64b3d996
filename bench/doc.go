// Package bench measures the generated code against its peers. It is a module
// of its own, so that the peers are no dependency of the toolkit.
//
// Every figure is a ratio of process CPU times of two ways to do one thing,
// measured in turns within one run over the same rotating documents:
//
//	make bench
//
// which first has go-jsonschema write gojsonschema/peer.go.
package bench
