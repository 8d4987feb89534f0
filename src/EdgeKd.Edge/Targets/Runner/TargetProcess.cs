using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>Runs a program of a target: with an argument list and never through a shell, with a limit on time and output, its errors
/// kept in a log.</summary>
internal static class TargetProcess
{
    /// <summary>A line of errors that is longer is cut.</summary>
    private const int MaxLineLength = 4096;

    /// <summary>A program that floods its errors is cut off in the log, not in its running.</summary>
    private const long MaxLogLength = 4 << 20;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program.</param>
    /// <param name="limit">When it counts as hanging; then it is killed with all that it started.</param>
    /// <param name="log">Takes its command line, its errors and how it ended.</param>
    /// <param name="progress">Told its lines of errors.</param>
    /// <param name="ct">Kills it.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="TimeoutException">It took longer than <paramref name="limit"/>; one line.</exception>
    /// <exception cref="InvalidDataException">It wrote more than a result may have, or there is no such program; one line.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static ProcessOutcome Run(TargetProgram command, TimeSpan limit, TargetLog log, IProgress<string>? progress, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        log.Write($"$ {command}");
        var watch = Stopwatch.StartNew();
        using var process = Start(command);
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            stop.CancelAfter(limit);
            var input = Feed(process, command.Input, stop.Token);
            var output = ReadAll(process.StandardOutput.BaseStream, stop.Token);
            var errors = ReadLines(process.StandardError, log, progress, stop.Token);
            AllOrFirstFault([input, output, errors, process.WaitForExitAsync(stop.Token)]).GetAwaiter().GetResult();
            log.Write(string.Create(CultureInfo.InvariantCulture, $"= exit code {process.ExitCode} after {watch.Elapsed.TotalSeconds:F1} s"));
            return new ProcessOutcome(process.ExitCode, output.Result, errors.Result);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(command.Program)} hangs: it was stopped after {limit.TotalSeconds:0.#} s");
            log.Write($"= {line}");
            throw new TimeoutException(line);
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(TargetProgram command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidDataException($"{command.Program} cannot be started: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // One that is not read to its end would never end itself.
    private static async Task AllOrFirstFault(List<Task> tasks)
    {
        while (tasks.Count > 0)
        {
            var done = await Task.WhenAny(tasks);
            tasks.Remove(done);
            await done;
        }
    }

    private static async Task Feed(Process process, ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        try
        {
            if (!input.IsEmpty)
                await process.StandardInput.BaseStream.WriteAsync(input, ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all: its exit code and errors say why.
        }
    }

    private static async Task<byte[]> ReadAll(Stream stream, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (all.Length + read > RunnerResultReader.MaxSizeBytes)
                throw new InvalidDataException($"it wrote more than the {RunnerResultReader.MaxSizeBytes} bytes that a result may have");
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    /// <returns>The last line that is not empty.</returns>
    private static async Task<string?> ReadLines(StreamReader reader, TargetLog log, IProgress<string>? progress, CancellationToken ct)
    {
        string? last = null;
        var line = new StringBuilder();
        var buffer = new char[4096];
        long length = 0;
        for (int read; (read = await reader.ReadAsync(buffer, ct)) > 0;)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c is not ('\n' or '\r'))
                {
                    if (line.Length < MaxLineLength)
                        line.Append(c);
                    continue;
                }

                Take();
            }
        }

        Take();
        return last;

        void Take()
        {
            var text = RunnerResultReader.Printable(line.ToString());
            line.Clear();
            if (text.Length == 0)
                return;
            last = text;
            length += text.Length;
            if (length <= MaxLogLength)
                log.Write(text);
            progress?.Report(text);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }
}
