import HCLEvaluation
import Testing

@Suite struct FunctionListTests {
    /// All functions of the language, as Packer's documentation lists them.
    private static let names: Set<String> = Set(
        """
        abs ceil floor signum log pow max min parseint sum alltrue anytrue range coalesce coalescelist compact concat
        contains chunklist distinct element flatten index keys values length lookup merge reverse sort slice
        setintersection setunion setproduct zipmap chomp format formatlist indent join split lower upper title trim
        trimprefix trimsuffix trimspace replace regex regexall regex_replace startswith endswith strcontains strrev
        substr urlencode base64encode base64decode base64gzip textencodebase64 textdecodebase64 csvdecode jsondecode
        jsonencode yamldecode yamlencode md5 sha1 sha256 sha512 bcrypt rsadecrypt uuidv4 uuidv5 abspath basename
        dirname pathexpand file fileexists fileset filebase64 templatefile cidrhost cidrnetmask cidrsubnet cidrsubnets
        timestamp formatdate timeadd legacy_isotime legacy_strftime rfc3339_parse unix_timestamp_parse consul_key vault
        aws_secretsmanager aws_secretsmanager_raw env
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    @Test("the library has all functions of the language and no others")
    func names() {
        #expect(Set(FunctionTesting.functions.keys) == Self.names)
    }

    @Test(
        "the evaluator adds those that see their arguments unevaluated",
        arguments: ["try(1)", "can(1)", "convert(1, number)"])
    func evaluatorFunctions(expression: String) {
        #expect(FunctionTesting.evaluate(expression).1.isEmpty)
    }

    @Test("env belongs to defaults of variables only")
    func env() {
        let functions = FunctionLibrary.standard(.init(startTime: 0, currentTime: { 0 }))
        #expect(functions["env"] == nil)
        #expect(functions.count == Self.names.count - 1)
    }
}
