using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeKd.Cli.Rendering;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd verify</c>: says whether a bundle is ours, whole, and rightly released.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("verify",
            "Check a bundle: its signature, every byte of it, and that its verdict follows from the raw data inside, by deciding again. Exits with 3 where something is wrong.",
            "edgekd verify artifacts/ship/mobilenetv2-shapes-0.1.0.zip --key release.pub.pem",
            "edgekd verify bundle.zip --trust trust.yaml --json");
        var bundle = new Argument<string>("BUNDLE") { Description = "The bundle (.zip)." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        command.Arguments.Add(bundle);
        var trust = new TrustArguments(command);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var keys = trust.Keys(parsed);
            try
            {
                Write(terminal, BundleVerification.Verify(parsed.GetRequiredValue(bundle), keys, DateOnly.FromDateTime(DateTime.UtcNow)), parsed.GetValue(json));
                return ExitCodes.Done;
            }
            catch (InvalidDataException refusal)
            {
                var reason = refusal.Message.ReplaceLineEndings(" ");
                if (parsed.GetValue(json))
                    terminal.Output.WriteLine(new JsonObject { ["verified"] = false, ["reason"] = reason }.ToJsonString(ResultWriter.Json));
                terminal.Errors.WriteLine($"edgekd: REFUSED: {reason}");
                return ExitCodes.Refused;
            }
        });
        return command;
    }

    private static void Write(Terminal terminal, VerifiedBundle verified, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(new JsonObject
            {
                ["verified"] = true,
                ["name"] = verified.Name,
                ["version"] = verified.Version,
                ["profile"] = verified.Profile,
                ["signedBy"] = verified.Key.Name,
                ["fingerprint"] = verified.Key.Key.Fingerprint,
                ["files"] = verified.Files,
                ["outcome"] = verified.Verdict.Outcome.ToString().ToLowerInvariant(),
                ["uncheckedWaivers"] = new JsonArray([.. verified.UncheckedWaivers.Select(rule => (JsonNode)rule)]),
            }.ToJsonString(ResultWriter.Json));
            return;
        }

        terminal.Output.WriteLine($"verified {verified.Name} {verified.Version} (profile {verified.Profile})");
        terminal.Output.WriteLine($"  signed by {verified.Key.Name} ({verified.Key.Key.Fingerprint})");
        terminal.Output.WriteLine($"  all {verified.Files} files are those that were signed, and the archive holds nothing else");
        terminal.Output.WriteLine($"  the verdict was decided again from the data inside: {verified.Verdict.Outcome.ToString().ToUpperInvariant()}, {verified.Verdict.Rules.Count} rules");
        foreach (var rule in verified.UncheckedWaivers)
            terminal.Output.WriteLine($"  note: the waiver of '{rule}' is not signed by the keys given; for it the signer of the bundle answers");
    }
}
