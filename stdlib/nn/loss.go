package nn

import (
	"fmt"

	"monro/stdlib/ad"
)

// like gives targets the shape of y. So a column y and a vector of targets meet
// element by element, and do not broadcast to a matrix by accident.
func like(op string, t, y ad.Node) ad.Node {
	if t.Err() == nil && y.Err() == nil && t.Len() != y.Len() {
		return y.Graph().Fail(op, "y is %s and the targets %s: want as many targets", shapeString(y.Shape()), shapeString(t.Shape()))
	}
	return ad.Reshape(t, y.Shape()...)
}

// MSE is the mean of (y-t)² over all elements. The targets t have as many elements
// as y.
func MSE(y, t ad.Node) ad.Node { return ad.Mean(ad.Square(ad.Sub(y, like("nn.MSE", t, y)))) }

// MAE is the mean of |y-t|, with targets as for MSE.
func MAE(y, t ad.Node) ad.Node { return ad.Mean(ad.Abs(ad.Sub(y, like("nn.MAE", t, y)))) }

// Huber is the mean of e²/2 where |e| <= delta and delta·(|e|-delta/2) elsewhere,
// e being y-t (Huber 1964). delta must be positive.
func Huber(y, t ad.Node, delta float64) ad.Node {
	if !(delta > 0) {
		return y.Graph().Fail("nn.Huber", "delta = %g: want a positive number", delta)
	}
	e := ad.Sub(y, like("nn.Huber", t, y))
	// With c = e clipped to ±delta both branches are c·(e - c/2).
	c := ad.Clip(e, -delta, delta)
	return ad.Mean(ad.Mul(c, ad.Sub(e, ad.OpMulSN(0.5, c))))
}

// CrossEntropy is the mean of -log softmax(logits)[class] over all but the last axis
// of the logits. classes holds whole numbers from 0, one for each.
func CrossEntropy(logits, classes ad.Node) ad.Node {
	given := logits.Shape()
	if logits.Rank() != 2 && logits.Rank() > 0 {
		logits = ad.Reshape(logits, -1, logits.Size(-1))
	}
	if classes.Rank() != 1 {
		classes = ad.Flatten(classes)
	}
	if logits.Err() == nil && classes.Err() == nil && (logits.Rank() != 2 || classes.Len() != logits.Size(0)) {
		return logits.Graph().Fail("nn.CrossEntropy", "logits are %s and classes %s: want rows of logits and a class for each", shapeString(given), shapeString(classes.Shape()))
	}
	return ad.Neg(ad.Mean(ad.Pick(ad.LogSoftmax(logits), classes)))
}

// BinaryCrossEntropy is the mean of -t·log σ(y) - (1-t)·log(1-σ(y)) for logits y and
// targets t in [0, 1], as many as logits, without overflow.
func BinaryCrossEntropy(logits, t ad.Node) ad.Node {
	return ad.Mean(ad.Sub(ad.Softplus(logits), ad.Mul(like("nn.BinaryCrossEntropy", t, logits), logits)))
}

// Hinge is the mean of max(0, 1 - t·y) for scores y and targets t that are -1 or 1.
func Hinge(y, t ad.Node) ad.Node {
	return ad.Mean(ad.Relu(ad.OpSubSN(1, ad.Mul(like("nn.Hinge", t, y), y))))
}

// Accuracy is the fraction of rows of scores, of classes each, whose greatest is at
// the row's label. With one class a score above 0 stands for label 1 and others for
// label 0.
func Accuracy(scores []float64, classes int, labels []float64) (float64, error) {
	if classes < 1 || len(labels) == 0 || len(scores) != classes*len(labels) {
		return 0, fmt.Errorf("nn.Accuracy: %d scores, %d classes, %d labels: want at least one label and a row of scores for each", len(scores), classes, len(labels))
	}
	hits := 0
	for i, label := range labels {
		best := 0
		row := scores[i*classes : (i+1)*classes]
		for j, v := range row {
			if v > row[best] {
				best = j
			}
		}
		if classes == 1 && row[0] > 0 {
			best = 1
		}
		if float64(best) == label {
			hits++
		}
	}
	return float64(hits) / float64(len(labels)), nil
}
