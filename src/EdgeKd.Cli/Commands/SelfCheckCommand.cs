using System.CommandLine;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.SelfChecking;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd selfcheck</c>: checks that training on a device is right on this machine.</summary>
internal static class SelfCheckCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("selfcheck",
            "Do every kind of training step (each method with each optimizer, alone and within GPD; each family of networks; on GPUs also in "
            + "bf16) on a device and on the processor, and compare losses, gradients and weights. Exits with 1 where one is farther off than "
            + "rounding explains.",
            "edgekd selfcheck --device cuda",
            "edgekd selfcheck --device cpu --threads 4 --json");
        var device = new Option<string>("--device")
        {
            Description = "cuda, cuda:N, or cpu: one thread against all.", HelpName = "NAME", DefaultValueFactory = _ => "cuda",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of the processor.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON; progress goes to standard error." };
        foreach (var option in new Option[] { device, threads, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(threads) < 1)
                throw new UsageException("--threads wants a positive number");
            var steps = terminal.Watch(parsed.GetValue(json), null, observer =>
                SelfCheck.Run(parsed.GetRequiredValue(device), parsed.GetValue(threads), observer, ct));
            SelfCheckTable.Write(terminal, steps, parsed.GetValue(json));
            return steps.All(step => step.Passed) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
