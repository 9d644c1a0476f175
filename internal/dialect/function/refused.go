package function

// refuse is a line for each of the names: whoever calls one is told why it is not there instead of hearing that there is no
// such function.
func refuse(reason string, names ...string) []Function {
	var lines []Function
	for _, name := range names {
		lines = append(lines, Function{Name: name, Args: "any*", Refused: reason})
	}
	return lines
}
