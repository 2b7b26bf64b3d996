// Package compat decides whether a new version of a JSON Schema breaks anybody:
// whoever reads old documents with it, whoever still reads new documents with
// the old one, and whoever misses a member that is gone. Every "no" comes with a
// small document that shows it; README.md beside this file defines the words.
//
// Load reads a schema, Compare compares two, MeasureImpact counts the documents that
// exist and that the change refuses. The package never opens a
// connection, and its verdicts depend on its arguments alone.
//
// It may import the rooms under internal, rt and schema, and never gen.
package compat
