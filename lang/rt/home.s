// This file lets home.go declare a function without a body.
