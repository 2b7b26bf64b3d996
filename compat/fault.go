package compat

import (
	"encoding/json"
	"fmt"
)

// Fault is a witness that the search and its own judges hold for right and two
// independent validators refute: an error of this package, never of the schemas.
type Fault struct {
	// Question is "backward", "forward" or "reader".
	Question string
	// Witness is the document, nil when Message says where it is.
	Witness json.RawMessage
	// Message says who said what.
	Message string
}

// Error implements error.
func (f *Fault) Error() string {
	if f.Witness == nil {
		return f.Question + ": " + f.Message
	}
	return fmt.Sprintf("%s: the witness %s is refuted: %s", f.Question, f.Witness, f.Message)
}
