using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Tests.Targets;

/// <summary>A program in the place of the native runner: it writes down how it was called and gives what it was told to give.</summary>
internal sealed class StandInRunner
{
    /// <summary>The line of shell that answers: the result of the mode that is asked for, and the logits where they are.</summary>
    public const string Answering = """cat "$here/$1.json"; for last; do if [ "$before" = --logits ]; then cp "$here/logits.bin" "$last"; fi; before=$last; done""";

    private readonly string _folder;

    public StandInRunner(TemporaryFolder folder)
    {
        _folder = Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, $"runner-{Guid.NewGuid():N}")).FullName;
        Program = System.IO.Path.Combine(_folder, "edgekd-runner");
        Does(Answering);
    }

    public string Program { get; }

    /// <summary>The words of each call.</summary>
    public string[] Calls => File.Exists(PathOf("calls")) ? File.ReadAllLines(PathOf("calls")) : [];

    /// <summary>Lets it run a line of shell instead.</summary>
    public StandInRunner Does(string line)
    {
        // $0 is not where the script lies once it was copied to a device, so the folder is written into it.
        File.WriteAllText(Program, $"#!/bin/sh\nhere='{_folder}'\necho \"$@\" >> \"$here/calls\"\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Lets it give a result when it is asked for that mode.</summary>
    public StandInRunner Gives(RunnerResult result, float[]? logits = null)
    {
        File.WriteAllBytes(PathOf($"{result.Mode}.json"), TargetSamples.ToJson(result));
        if (logits is not null)
            File.WriteAllBytes(PathOf("logits.bin"), TargetSamples.Bytes(logits));
        return this;
    }

    private string PathOf(string name) => System.IO.Path.Combine(_folder, name);
}
