// Package wire is what rt and rt/codec share: scanning strict JSON text, exact
// arithmetic on the text of numbers, canonical text, and the text inside the
// values that rt hands to programs.
//
// It imports the standard library only, and nothing but packages below rt can
// import it.
package wire
