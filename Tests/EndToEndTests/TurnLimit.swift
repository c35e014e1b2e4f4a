import Testing

extension Trait where Self == TimeLimitTrait {
    /// Ends a test that hangs.
    ///
    /// Most of this time a test waits for its turn to run a machine, and that counts.
    static var turnLimit: Self { .timeLimit(.minutes(45)) }
}
