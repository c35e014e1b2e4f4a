import HCLValues

/// The arguments of a call, of the parameters' types and known, except where a parameter allows otherwise.
struct FunctionArguments: Sendable {
    let values: [HCLValue]
    let context: HCLFunction.Context

    var count: Int { values.count }

    subscript(index: Int) -> HCLValue { values[index] }

    func string(_ index: Int) throws(HCLFunction.Failure) -> String {
        guard let text = values[index].stringValue else { throw .init("string required", argument: index) }
        return text
    }

    func number(_ index: Int) throws(HCLFunction.Failure) -> HCLNumber {
        guard let number = values[index].numberValue else { throw .init("number required", argument: index) }
        return number
    }

    func int(_ index: Int) throws(HCLFunction.Failure) -> Int {
        guard let value = try number(index).exactInt else { throw .init("a whole number is required", argument: index) }
        return value
    }

    /// The elements of a list, set or tuple.
    func elements(_ index: Int) throws(HCLFunction.Failure) -> [HCLValue] {
        guard let elements = values[index].elementValues else {
            throw .init("list, set or tuple required", argument: index)
        }
        return elements
    }

    /// The members of a map or object.
    func attributes(_ index: Int) throws(HCLFunction.Failure) -> [String: HCLValue] {
        guard let attributes = values[index].attributeValues else {
            throw .init("map or object required", argument: index)
        }
        return attributes
    }

    /// The texts of a list of strings without nulls.
    func strings(_ index: Int) throws(HCLFunction.Failure) -> [String] {
        var texts: [String] = []
        for (position, element) in try elements(index).enumerated() {
            guard let text = element.stringValue else {
                throw .init("element \(position) is null; a string is required", argument: index)
            }
            texts.append(text)
        }
        return texts
    }
}

extension HCLFunction {
    /// A function whose result is of `type`, or, for `dynamic`, of a type that depends on the arguments' values.
    static func define(
        _ name: String, _ parameters: [Parameter], variadic: Parameter? = nil, returns type: HCLType,
        body: @escaping @Sendable (FunctionArguments) throws -> HCLValue
    ) -> HCLFunction {
        HCLFunction(name, parameters, variadic: variadic, resultType: { _ in type }) {
            values, context throws(Failure) in
            do {
                return try body(FunctionArguments(values: values, context: context))
            } catch let failure as Failure {
                throw failure
            } catch {
                throw Failure("\(error)")
            }
        }
    }
}

extension HCLFunction.Failure {
    /// Fails where a result of `count` times `size` bytes would be too large, before it is made.
    static func checkProduct(_ count: Int, _ size: Int) throws(HCLFunction.Failure) {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: max(1, size))
        guard !overflow, bytes <= HCLValue.weightLimit else {
            throw HCLFunction.Failure("the result would have more than \(HCLValue.weightLimit >> 20) MiB")
        }
    }
}
