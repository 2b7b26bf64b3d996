package decide

// Decide searches for a document that q.In accepts, in q.Content, and q.Out
// refuses.
func Decide(q Question) Answer {
	return Answer{Unknown: []Unknown{{Reason: "not-decided", Message: "the search is not written yet"}}}
}

// Losses searches for what readers lose.
func Losses(q LossQuestion) LossAnswer {
	return LossAnswer{Unknown: []Unknown{{Reason: "not-decided", Message: "the search is not written yet"}}}
}
