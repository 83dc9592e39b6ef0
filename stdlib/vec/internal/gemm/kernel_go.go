package gemm

var (
	dgemmGo = Kernels[float64]{Name: "go", width: 4, tilesByHeight: plainTiles[float64]()}
	sgemmGo = Kernels[float32]{Name: "go", width: 4, tilesByHeight: plainTiles[float32]()}
)

func plainTiles[F Float]() []tile[F] {
	return []tile[F]{
		{4, [vectors]micro[F]{across(1, plain4x4[F]), across(2, plain4x4[F]), across(3, plain4x4[F])}},
		{1, [vectors]micro[F]{across(1, plain1x4[F]), across(2, plain1x4[F]), across(3, plain1x4[F])}},
	}
}

// across returns the kernel that applies one for a single vector v times.
func across[F Float](v int, one micro[F]) micro[F] {
	return func(k int, a []F, aRow, aCol int, b []F, bRow int, alpha F, c []F, ldc int, add bool) {
		for j := range v {
			one(k, a, aRow, aCol, b[4*j:], bRow, alpha, c[4*j:], ldc, add)
		}
	}
}

// plain4x4 keeps 16 sums in variables, which compilers put in registers where the
// processor has as many.
func plain4x4[F Float](k int, a []F, aRow, aCol int, b []F, bRow int, alpha F, c []F, ldc int, add bool) {
	var s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33 F
	ia, ib := 0, 0
	for range k {
		row := b[ib : ib+4 : ib+4]
		b0, b1, b2, b3 := row[0], row[1], row[2], row[3]
		x := a[ia]
		s00, s01, s02, s03 = s00+x*b0, s01+x*b1, s02+x*b2, s03+x*b3
		x = a[ia+aRow]
		s10, s11, s12, s13 = s10+x*b0, s11+x*b1, s12+x*b2, s13+x*b3
		x = a[ia+2*aRow]
		s20, s21, s22, s23 = s20+x*b0, s21+x*b1, s22+x*b2, s23+x*b3
		x = a[ia+3*aRow]
		s30, s31, s32, s33 = s30+x*b0, s31+x*b1, s32+x*b2, s33+x*b3
		ia += aCol
		ib += bRow
	}
	store4(c, alpha, s00, s01, s02, s03, add)
	store4(c[ldc:], alpha, s10, s11, s12, s13, add)
	store4(c[2*ldc:], alpha, s20, s21, s22, s23, add)
	store4(c[3*ldc:], alpha, s30, s31, s32, s33, add)
}

func plain1x4[F Float](k int, a []F, _, aCol int, b []F, bRow int, alpha F, c []F, _ int, add bool) {
	var s0, s1, s2, s3 F
	ia, ib := 0, 0
	for range k {
		row := b[ib : ib+4 : ib+4]
		x := a[ia]
		s0, s1, s2, s3 = s0+x*row[0], s1+x*row[1], s2+x*row[2], s3+x*row[3]
		ia += aCol
		ib += bRow
	}
	store4(c, alpha, s0, s1, s2, s3, add)
}

func store4[F Float](c []F, alpha, s0, s1, s2, s3 F, add bool) {
	c = c[:4]
	if add {
		c[0], c[1], c[2], c[3] = c[0]+alpha*s0, c[1]+alpha*s1, c[2]+alpha*s2, c[3]+alpha*s3
		return
	}
	c[0], c[1], c[2], c[3] = alpha*s0, alpha*s1, alpha*s2, alpha*s3
}
