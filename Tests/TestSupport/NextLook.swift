/// The pause between two looks at something that tells nobody when it changes, such as a server that is starting.
///
/// Looking without a pause would take a processor from the very program that is waited for.
package func nextLook() async {
    // Whoever is cancelled looks at once, and finds that out.
    try? await Task.sleep(for: .milliseconds(5))
}
