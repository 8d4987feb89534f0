namespace EdgeKd.Build.Runners;

/// <summary>Packs edgekd for a machine that has neither a .NET SDK nor this repository, such as one with a GPU.</summary>
/// <remarks>What devices and browsers run, two thirds of it all, is an archive of its own: a machine that trains needs none of that.</remarks>
internal static class PublishRunner
{
    private const string Name = "edgekd-linux-x64";

    // Built here for this machine's libtorch and OpenCV; install.sh builds them for the other one's.
    private static readonly string[] NativeParts = ["libedgekd_torch.so", "libedgekd_image.so"];

    // Of the device runtime.
    private static readonly string[] Platforms = ["linux-x64", "linux-arm64", "qemu-arm64", "qemu-plugin"];

    // An example of the device runtime's use, and a part of its tests.
    private static readonly string[] NotForTargets = ["c-classify", "libkill_at.so"];

    // What the targets need, in bin/.
    private static readonly string[] ForTargets = ["runner", "web", ".playwright"];

    // `edgekd schema` says what these say of the keys of recipes and policies.
    private static readonly string[] Described = ["EdgeKd.Pipeline.xml", "EdgeKd.Release.xml"];

    /// <summary>Writes the folder and its two archives under <see cref="BuildContext.PublishFolder"/>.</summary>
    public static void Run(BuildContext context)
    {
        var folder = Path.Combine(context.PublishFolder, Name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var bin = Path.Combine(folder, "bin");
        ChildProcess.Require("Publishing edgekd", ChildProcess.DotNet,
            ["msbuild", context.CliProject, "-target:Publish", $"-property:PublishDir={bin}/", "-property:RuntimeIdentifier=linux-x64",
                "-property:SelfContained=true", "-property:DebugType=none",
                .. CompileRunner.Options(context)],
            context.Root);
        foreach (var file in NativeParts.Select(part => Path.Combine(bin, part)).Concat(Directory.EnumerateFiles(bin, "*.xml").Where(file => !Described.Contains(Path.GetFileName(file)))))
            File.Delete(file);

        // What `local`, `ssh` and `qemu-arm64` targets run; those that could not be built here are missing there as well.
        foreach (var platform in Platforms.Where(platform => Directory.Exists(Path.Combine(context.RunnerFolder, platform))))
            CopyFolder(Path.Combine(context.RunnerFolder, platform), Path.Combine(bin, "runner", platform));
        CopyFolder(Path.Combine(context.SourceFolder, "TorchSharp", "native"), Path.Combine(folder, "native", "torch"));
        CopyFolder(Path.Combine(context.SourceFolder, "EdgeKd.Data", "native"), Path.Combine(folder, "native", "image"));
        CopyFolder(Path.Combine(context.Root, "models"), Path.Combine(folder, "models"));
        CopyFolder(Path.Combine(context.Root, "build", "publish"), folder);
        File.Copy(Path.Combine(context.Root, "LICENSE"), Path.Combine(folder, "LICENSE"));

        var targets = ForTargets.Select(part => $"{Name}/bin/{part}").Where(part => Directory.Exists(Path.Combine(context.PublishFolder, part))).ToArray();
        var archive = Pack(context, Name, [.. targets.Select(part => $"--exclude={part}"), Name]);
        context.Say($"Published {archive}. There: tar -xf it, ./install.sh, ./edgekd --help");
        if (targets.Length > 0)
            context.Say($"For measuring on targets there as well, unpack beside it {Pack(context, $"{Name}-targets", targets)}");
    }

    // With xz it is smaller by a quarter than with what .NET has.
    private static string Pack(BuildContext context, string name, IEnumerable<string> arguments)
    {
        var archive = Path.Combine(context.PublishFolder, $"{name}.tar.xz");
        ChildProcess.Require($"Packing {name}", "tar", ["--create", "--use-compress-program=xz -T0", $"--file={archive}", .. arguments], context.PublishFolder);
        return $"{context.Relative(archive)}, {new FileInfo(archive).Length / 1e6:F1} MB";
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!NotForTargets.Contains(Path.GetFileName(file)))
                File.Copy(file, target);
        }
    }
}
