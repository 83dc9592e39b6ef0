package symbols

// A user's error type may also have the methods that package errors looks for.
// Its wrapper must have just those: one with an Unwrap method that returns nil
// would do no harm, but an As or Is that is not the user's would.

type userError struct {
	*Iface
	error func() string
}

func (e userError) Error() string { return e.error() }

type unwrapOne struct{ unwrap func() error }

func (u unwrapOne) Unwrap() error { return u.unwrap() }

type unwrapMany struct{ unwrap func() []error }

func (u unwrapMany) Unwrap() []error { return u.unwrap() }

type isError struct{ is func(error) bool }

func (i isError) Is(target error) bool { return i.is(target) }

type asError struct{ as func(any) bool }

func (a asError) As(target any) bool { return a.as(target) }

type (
	errorIs struct {
		userError
		isError
	}
	errorAs struct {
		userError
		asError
	}
	errorIsAs struct {
		userError
		isError
		asError
	}
	errorOne struct {
		userError
		unwrapOne
	}
	errorOneIs struct {
		userError
		unwrapOne
		isError
	}
	errorOneAs struct {
		userError
		unwrapOne
		asError
	}
	errorOneIsAs struct {
		userError
		unwrapOne
		isError
		asError
	}
	errorMany struct {
		userError
		unwrapMany
	}
	errorManyIs struct {
		userError
		unwrapMany
		isError
	}
	errorManyAs struct {
		userError
		unwrapMany
		asError
	}
	errorManyIsAs struct {
		userError
		unwrapMany
		isError
		asError
	}
)

// newError wraps a value as an error that has exactly those of Unwrap, Is and
// As that the value has. Wrappers are pointers, so that each is equal to itself
// alone and can be a map key whatever the closures in it.
func newError(i *Iface) any {
	e := userError{i, method[func() string](i, "Error")}
	isFunc, hasIs := optional[func(error) bool](i, "Is")
	asFunc, hasAs := optional[func(any) bool](i, "As")
	is, as := isError{isFunc}, asError{asFunc}
	if f, ok := optional[func() error](i, "Unwrap"); ok {
		return unwrapping(e, unwrapOne{f}, is, hasIs, as, hasAs)
	}
	if f, ok := optional[func() []error](i, "Unwrap"); ok {
		return unwrappingMany(e, unwrapMany{f}, is, hasIs, as, hasAs)
	}
	switch {
	case hasIs && hasAs:
		return &errorIsAs{e, is, as}
	case hasIs:
		return &errorIs{e, is}
	case hasAs:
		return &errorAs{e, as}
	}
	return &e
}

func unwrapping(e userError, u unwrapOne, is isError, hasIs bool, as asError, hasAs bool) any {
	switch {
	case hasIs && hasAs:
		return &errorOneIsAs{e, u, is, as}
	case hasIs:
		return &errorOneIs{e, u, is}
	case hasAs:
		return &errorOneAs{e, u, as}
	}
	return &errorOne{e, u}
}

func unwrappingMany(e userError, u unwrapMany, is isError, hasIs bool, as asError, hasAs bool) any {
	switch {
	case hasIs && hasAs:
		return &errorManyIsAs{e, u, is, as}
	case hasIs:
		return &errorManyIs{e, u, is}
	case hasAs:
		return &errorManyAs{e, u, as}
	}
	return &errorMany{e, u}
}
