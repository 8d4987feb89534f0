namespace EdgeKd.Release;

/// <summary>Which key a release is signed with.</summary>
/// <param name="KeyPath">The file of the private key; beside a command, that of the public key which the command signs with.</param>
/// <param name="Command">The program that signs and its arguments; empty without one.</param>
public sealed record SignerChoice(string? KeyPath = null, IReadOnlyList<string>? Command = null)
{
    /// <summary>The environment variable that holds a private key in PEM where no file and no command is named.</summary>
    public const string Variable = "EDGEKD_SIGNING_KEY";

    /// <summary>Opens the key: of the command, else of the file, else of the environment variable.</summary>
    /// <param name="variable">The value of <see cref="Variable"/>; null where it is not set.</param>
    /// <returns>The signer; null where no key was named, so that the release stays unsigned.</returns>
    /// <exception cref="InvalidDataException">The key is none that can sign a release; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">A command without its public key.</exception>
    public ISigner? Open(string? variable) => (Command, KeyPath) switch
    {
        ({ Count: > 0 }, null) => throw new ArgumentException("--sign-command needs --key with the public key that the command signs with: its fingerprint stands in the signature."),
        ({ Count: > 0 } command, { } path) => new CommandSigner(command, PublicKey.Load(path)),
        (_, { } path) => PrivateKeySigner.Load(path),
        _ => string.IsNullOrWhiteSpace(variable) ? null : PrivateKeySigner.Parse(variable, Variable),
    };
}
