// Package writer judges single documents: does a schema accept it (L), would a
// disciplined writer of the schema emit it (W), could it be such a document that
// a third party annotated (W+), and which of its members does a schema not
// declare? compat/README.md defines these sets; this package is that definition
// as an evaluator.
//
// It is the judge of every witness that a search produces, and therefore written
// to be checked by reading: it walks the schema graph node by node and knows no
// shortcut that has to be proved. It shares no code with the search, nor with
// the evaluator that generated code runs. It never hangs or panics: work and
// depth are bounded, and what it cannot judge is a *GaveUp, never a guess.
//
// # Members of a structured object
//
// A schema is applied at a place of the document if evaluation reaches the place
// through schemas that are applied themselves. The branches of anyOf, oneOf and
// not, the condition in if, the subschema of contains are applied whether or not
// they succeed; then, else and dependentSchemas are applied only when their
// condition holds; additionalProperties, unevaluatedProperties and their
// siblings for items apply to what evaluation leaves to them.
//
// A member of an object is evaluated if properties, patternProperties, or an
// additionalProperties or unevaluatedProperties that rejects some value, applied
// to it, and neither the schema with the keyword nor any schema on the way to it
// from the root failed or stands under not. (The subschema of an
// unevaluatedProperties in a schema that fails for another reason sees what the
// successful parts of that schema evaluated.)
//
// A member is named if an applied schema lists it in required, in
// dependentRequired (as key or in a list) or as a key of dependentSchemas,
// whether or not that schema fails or stands under not; or if the subschema of
// an applied if, or anything inside that subschema, mentions it: at the object
// itself and, where the condition looks deeper, at the objects inside it.
//
// A member is declared if it is evaluated or named. An object is structured if
// an applied schema names members there at all, present or not: it has a
// non-empty properties, patternProperties, required, dependentRequired or
// dependentSchemas, or it is inside an applied if and mentions a name. Every
// other object is free-form, whatever additionalProperties, propertyNames, const
// or enum say of it.
//
// # Rejecting some value
//
// Whether the subschema of additionalProperties or unevaluatedProperties rejects
// some value is read off its text, by the closed list of compat/README.md
// ([graph.Graph.RejectsNone]). Keywords that say nothing count as annotations: an empty
// required, properties, patternProperties or dependentRequired, uniqueItems false,
// then without if, minContains without contains, a format that is not asserted.
//
// # Mentioned names
//
// W+ lets structured objects hold members that neither schema mentions. A schema
// mentions a name at a place by properties, a patternProperties that matches,
// required, dependentRequired (key and lists) and dependentSchemas (key) of any
// schema applied there, where then, else and dependentSchemas count as applied
// even when their condition does not hold, and unevaluatedProperties and
// unevaluatedItems as applied to everything that the keywords beside them leave
// over, even when another schema evaluated it. The other schema is applied to
// the document in the same way, whether it accepts it or not. Patterns of one
// schema that leave only finitely many names unmatched mention none ([Closes]),
// and name none inside an if; where that cannot be told, judging ends.
//
// # Lost members
//
// A member is lost to another schema if that does not declare it, whatever it
// says of the object, and no member that it is inside of is lost ([Evaluator.Lost]).
//
// The package imports internal/domain (finite sets of names), internal/graph,
// internal/pattern, internal/program (formats only), internal/source, rt and rt/eval.
package writer
