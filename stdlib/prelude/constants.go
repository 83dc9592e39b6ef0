package prelude

import "math"

// Pi is the ratio of a circle's circumference to its diameter.
const Pi = math.Pi

// Inf is positive infinity.
var Inf = math.Inf(1)

// Nan is not a number: it equals nothing, itself included.
var Nan = math.NaN()
