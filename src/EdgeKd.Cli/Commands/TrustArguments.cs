using System.CommandLine;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary>The options of every command that checks a signature: which keys are trusted.</summary>
internal sealed class TrustArguments
{
    private readonly Option<string?> _key = new("--key") { Description = "Public key (.pub.pem) of whoever released it.", HelpName = "FILE" };

    private readonly Option<string?> _trust = new("--trust") { Description = "Trust file: several public keys with the days on which they are valid.", HelpName = "FILE" };

    public TrustArguments(Command command)
    {
        command.Options.Add(_key);
        command.Options.Add(_trust);
    }

    /// <summary>The keys.</summary>
    /// <exception cref="UsageException">None are named, or both ways are used.</exception>
    public TrustedKeys Keys(ParseResult parsed) => (parsed.GetValue(_key), parsed.GetValue(_trust)) switch
    {
        ({ } key, null) => TrustedKeys.OfKey(key),
        (null, { } file) => TrustedKeys.Load(file),
        (null, null) => throw new UsageException("name whose signature it should be with --key PUBLIC-KEY or --trust FILE; a key that comes with the bundle proves nothing"),
        _ => throw new UsageException("--key and --trust exclude each other; put the key into the trust file"),
    };
}
