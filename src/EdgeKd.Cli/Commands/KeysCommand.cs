using System.CommandLine;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd keys</c>: makes keys that sign releases.</summary>
internal static class KeysCommand
{
    private static string DefaultPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "edgekd", "release.pem");

    public static Command Create(Terminal terminal)
    {
        var command = new Command("keys", "Make keys that sign releases and waivers.");
        command.Subcommands.Add(New(terminal));
        return command;
    }

    private static ExampledCommand New(Terminal terminal)
    {
        var command = new ExampledCommand("new",
            "Make a new key (ECDSA on P-256): the private key, readable by you alone and never inside a git repository, and beside it the public key to give away.",
            "edgekd keys new",
            "edgekd keys new --out ~/keys/release-2027.pem");
        var path = new Option<string>("--out")
        {
            Description = "File of the private key; the public one gets .pub.pem instead of its ending.",
            HelpName = "FILE",
            DefaultValueFactory = _ => DefaultPath,
        };
        command.Options.Add(path);
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(path);
            var (key, publicPath) = KeyFiles.Create(file);
            terminal.Output.WriteLine($"private key: {Path.GetFullPath(file)} (keep it; sign with --key)");
            terminal.Output.WriteLine($"public key:  {publicPath} (give it to whoever verifies; verify with --key)");
            terminal.Output.WriteLine($"fingerprint: {key.Fingerprint}");
            return ExitCodes.Done;
        });
        return command;
    }
}
