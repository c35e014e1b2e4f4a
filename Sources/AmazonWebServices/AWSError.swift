import Diagnostics
import HTTP

/// What AWS refused, or what keeps a request from being made; nothing in it is secret.
package struct AWSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked: `EC2 ImportImage`, `S3 PUT s3://bucket/key`; empty where it did not come so far.
    package var request: String
    /// The HTTP status, 0 where there was no answer.
    package var status: Int
    /// AWS's own name of the fault: `InvalidParameter`.
    package var code: String?
    /// In the service's words, or in lower case without a full stop where they are ours.
    package var reason: String
    package var advice: [String]

    package init(
        request: String = "", status: Int = 0, code: String? = nil, reason: String, advice: [String] = []
    ) {
        self.request = request
        self.status = status
        self.code = code
        self.reason = reason
        self.advice = advice
    }

    /// Reads an answer of failure, in whatever form the service tells it.
    init(request: String, response: HTTPResponse) {
        let answer = AWSAnswer(response)
        self.init(
            request: request, status: response.status, code: answer.code,
            reason: answer.message ?? "the server answered \(response.status)")
        advice = Self.advice(code: answer.code ?? "", message: reason, status: response.status)
    }

    package var description: String {
        [request, code, reason].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: ": ")
    }

    /// Whether the thing that was asked about does not exist.
    package var isNotFound: Bool {
        status == 404 || code?.hasSuffix(".NotFound") == true || code?.hasPrefix("NoSuch") == true
    }
}

extension AWSError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        Diagnostic(.error, description, advice: advice)
    }
}

extension AWSError {
    private static func advice(code: String, message: String, status: Int) -> [String] {
        if message.contains("service role") || message.contains("vmimport") {
            return [
                "EC2 reads the image from the bucket under the service role \"vmimport\" (or role_name): create it, let "
                    + "vmie.amazonaws.com assume it, and allow it s3:GetBucketLocation, s3:GetObject and s3:ListBucket on "
                    + "the bucket and ec2:ModifySnapshotAttribute, ec2:CopySnapshot, ec2:RegisterImage and ec2:Describe*."
            ]
        }
        switch code {
        case "AuthFailure", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch", "UnrecognizedClient":
            return ["Check access_key and secret_key, their token if they are temporary, and this host's clock."]
        case "RequestTimeTooSkewed", "InvalidSignatureException":
            return ["Check this host's clock: signatures are good for a few minutes only."]
        case "RequestExpired", "ExpiredToken", "ExpiredTokenException":
            return ["The keys were temporary and have run out: get others, or let them live longer."]
        case "UnauthorizedOperation", "AccessDenied", "AccessDeniedException":
            return ["Allow the user or role of these keys the action that is named above."]
        case "NoSuchBucket":
            return ["Create the bucket in this region first, or correct its name."]
        case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
            return ["The bucket is in another region: let `region` be the bucket's."]
        case "InvalidAMIName.Duplicate":
            return ["Give another ami_name, or deregister the image of that name."]
        case "OptInRequired", "InvalidRegion":
            return ["Check `region`: it must exist and be enabled for the account."]
        default:
            return status == 301 ? ["The bucket is in another region: let `region` be the bucket's."] : []
        }
    }
}
