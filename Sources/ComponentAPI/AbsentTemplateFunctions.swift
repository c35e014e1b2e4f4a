import GoTemplate

extension PackerTemplateFunctions {
    /// Functions of Packer that are known and not offered: calling one says why and what to do.
    static let absentFunctions: [String: GoFunction] = {
        let services = [
            "consul_key": "Consul", "vault": "Vault", "aws_secretsmanager": "AWS Secrets Manager",
            "aws_secretsmanager_raw": "AWS Secrets Manager",
        ]
        var functions = services.mapValues { service -> GoFunction in
            { _ in
                throw GoFunctionError(
                    "values of \(service) are not fetched, since builds work without a network; give the value with "
                        + "-var, in a variable file, or by env in a variable's default")
            }
        }
        functions["sed"] = { _ in
            throw GoFunctionError("the function was removed from Packer; use replace or replace_all")
        }
        return functions
    }()
}
