// Package eval is the general JSON Schema evaluator: what generated code falls
// back to for the parts of a schema that are not static enough to be printed
// as Go, such as unevaluatedProperties, dynamic references or deep
// combinations of applicators.
//
// It does not read schemas. Its input is a program: a schema graph that the
// generator has already resolved, freed of dialect differences and printed as
// one JSON text (see [Load] for the format), which generated code embeds as a
// string constant. A program covers drafts 4, 6, 7, 2019-09 and 2020-12; what
// differs between them is decided while it is built, so that the evaluator has
// one set of rules.
//
// Generated code looks like this:
//
//	var prog = sync.OnceValue(func() *eval.Program { return eval.MustLoad(programText) })
//
//	v, err := eval.Parse(text)
//	ok := prog().Check(node, v, report)
//
// Documents are hostile until shown otherwise: numbers are compared and divided
// exactly without being expanded, equality of large values is hashed with a
// secret seed, and the work and the depth of one check are bounded by limits
// that count steps, not seconds, so that a verdict repeats on every machine.
//
// The package imports the standard library and package rt only, and uses no
// reflection.
package eval
