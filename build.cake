// Declares no task: every target lives in the host in build/. This script builds the host when its sources changed,
// hands it the whole command line (so --tree, --dryrun, --exclusive and the rest mean what Cake users expect),
// lets its output through as it comes, and exits with its code.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

static class Signals
{
    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Kill(int processId, int signal);
}

var root = Context.Environment.WorkingDirectory.FullPath;
var host = System.IO.Path.Combine(root, "build", "bin", "Release", "net10.0", "Build.dll");
var stamp = System.IO.Path.Combine(root, "artifacts", "setup", "host.stamp");
var dotnet = Process.GetCurrentProcess().MainModule?.FileName ?? "dotnet";

int Run(params string[] arguments)
{
    var start = new ProcessStartInfo(dotnet, arguments) { WorkingDirectory = root };
    // Cake colours by the name of the terminal alone; a file or a pipe gets plain lines.
    if (Console.IsOutputRedirected)
        start.Environment["TERM"] = "dumb";
    using var process = Process.Start(start) ?? throw new CakeException(1, $"{dotnet} did not start.");
    // The host ends first, after its own children: a training writes a checkpoint before it stops.
    using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        Signals.Kill(process.Id, 15);
    });
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
    process.WaitForExit();
    return process.ExitCode;
}

string HostState()
{
    var names = new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json" };
    var files = System.IO.Directory.EnumerateFiles(System.IO.Path.Combine(root, "build"), "*.*", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/bin/") && !file.Contains("/obj/"))
        .Concat(names.Select(name => System.IO.Path.Combine(root, name)).Where(System.IO.File.Exists))
        .OrderBy(file => file, StringComparer.Ordinal)
        .Select(file => new FileInfo(file))
        .Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
    // Where the packages come from, by hand or as Setup found it: it decides which Cake.Frosting the host is built on.
    var props = System.IO.Path.Combine(root, "artifacts", "setup", "packages.props");
    var mode = System.Environment.GetEnvironmentVariable("EdgeKdPackages");
    var found = System.IO.File.Exists(props) && System.IO.File.ReadAllText(props).Contains(">nuget<") ? "nuget" : "system";
    return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Append(mode).Append(found)))));
}

void BuildHost()
{
    var state = HostState();
    if (System.IO.File.Exists(host) && System.IO.File.Exists(stamp) && System.IO.File.ReadAllText(stamp) == state)
        return;
    var exitCode = Run("msbuild", System.IO.Path.Combine(root, "build", "Build.csproj"), "-restore", "-property:Configuration=Release", "-noLogo",
        "-verbosity:minimal", "-consoleLoggerParameters:ErrorsOnly;NoSummary");
    if (exitCode != 0)
        throw new CakeException(exitCode, "The build host in build/ does not build; the compiler's lines above say why.");
    System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(stamp));
    System.IO.File.WriteAllText(stamp, state);
}

BuildHost();

// The first element is Cake itself; a script named on the command line is this file.
var forwarded = System.Environment.GetCommandLineArgs().Skip(1).Where(argument => !argument.EndsWith(".cake")).Prepend(host).ToArray();
var code = Run(forwarded);

// The host has said all there is to say, and the sum of the tests has to stay the last line: so no CakeException,
// which would print one line more, but its exit code all the same.
if (code != 0)
    System.Environment.Exit(code);
