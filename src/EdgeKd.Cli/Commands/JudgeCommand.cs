using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Judging;
using EdgeKd.Pipeline.Policies;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd judge</c>: decides whether one ONNX model may take the place of another.</summary>
internal static class JudgeCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("judge",
            "Decide by the release gate whether an ONNX model may take the place of another one, without a recipe: both answer the same "
            + "labelled images, run side by side in paired blocks, and are compared by the policy. What is refused is looked into: "
            + "classes that fell, exchanged labels, another normalisation, a coarse layer, slow nodes. "
            + "Exits with 0 where it may, 3 where it may not, 4 where the images or runs decide neither.",
            "edgekd judge new.onnx --against released.onnx --data ~/images/test",
            "edgekd judge new.int8.onnx --against new.fp32.onnx --data ~/images/test --policy policy.yaml --json",
            "edgekd judge new.onnx --against v2.onnx --earlier v1.onnx --data ~/images/test --profile release");
        var candidate = new Argument<string>("FILE") { Description = "The ONNX file that may take the other's place." };
        var against = new Option<string>("--against") { Description = "The ONNX file that is in use.", HelpName = "FILE", Required = true };
        var earlier = new Option<string[]>("--earlier") { Description = "A file that was in use before; a candidate that is one of them is stale.", HelpName = "FILE" };
        var data = new Option<string>("--data") { Description = "The labelled images: a folder of class folders, or a data stage's .images file.", HelpName = "DIR", Required = true };
        var policy = new Option<string?>("--policy") { Description = "What has to be kept [default: top-1 and recalls no worse, latency within 10 %].", HelpName = "FILE" };
        var profile = new Option<string>("--profile") { Description = "quick (small counts) or release (full counts).", HelpName = "quick|release", DefaultValueFactory = _ => Profiles.Quick };
        profile.AcceptOnlyFromAmong(Profiles.Quick, Profiles.Release);
        var threads = new Option<int>("--threads") { Description = "Batches answered at once.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "Write the verdict as JSON." };
        command.Arguments.Add(candidate);
        foreach (var option in new Option[] { against, earlier, data, policy, profile, threads, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(threads) < 1)
                throw new UsageException("--threads wants a positive number");
            var verdict = ModelJudgement.Run(
                new JudgementOptions
                {
                    CandidatePath = parsed.GetRequiredValue(candidate),
                    ReleasedPath = parsed.GetRequiredValue(against),
                    EarlierPaths = parsed.GetValue(earlier) ?? [],
                    DataPath = parsed.GetRequiredValue(data),
                    Policy = parsed.GetValue(policy) is { } path ? PolicyFile.Load(path).Policy : null,
                    Profile = parsed.GetRequiredValue(profile),
                    Threads = parsed.GetValue(threads),
                },
                new Progress(terminal), ct);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(verdict, ResultWriter.Json));
            else
            {
                foreach (var line in verdict.ToLines())
                    terminal.Output.WriteLine(line);
            }
            return verdict.Outcome switch
            {
                VerdictOutcome.Fail => ExitCodes.Refused,
                VerdictOutcome.Inconclusive => ExitCodes.Undecided,
                _ => ExitCodes.Done,
            };
        });
        return command;
    }

    private sealed class Progress(Terminal terminal) : IProgress<string>
    {
        public void Report(string value) => terminal.Errors.WriteLine(value);
    }
}
