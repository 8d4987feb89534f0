using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary>The options of every command that signs.</summary>
internal sealed class SigningArguments
{
    private readonly Option<string?> _key = new("--key")
    {
        Description = $"Private key that signs (PKCS#8 PEM, made by 'edgekd keys new'); left out, that of the environment variable {SignerChoice.Variable}. "
            + "With --sign-command: the public key that the command signs with.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _command = new("--sign-command")
    {
        Description = $"Program with its arguments that signs, for an HSM or a key management service; no shell. It gets the SHA-256 in hexadecimal digits in place of "
            + $"{CommandSigner.DigestArgument}, else on its input, and writes the ECDSA signature (DER) as Base64.",
        HelpName = "COMMAND",
    };

    public SigningArguments(Command command)
    {
        command.Options.Add(_key);
        command.Options.Add(_command);
    }

    public SignerChoice Choice(ParseResult parsed)
    {
        var (key, command) = (parsed.GetValue(_key), parsed.GetValue(_command));
        if (command is not null && key is null)
            throw new UsageException("--sign-command needs --key with the public key that the command signs with");
        return new SignerChoice(key, command is null ? null : [.. CommandLineParser.SplitCommandLine(command)]);
    }
}
