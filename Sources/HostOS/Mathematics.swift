import Glibc

/// Functions of the C library's mathematics that the language's standard library lacks.
package enum Mathematics {
    /// The natural logarithm; no number for negative ones.
    package static func logarithm(_ value: Double) -> Double { log(value) }

    package static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
