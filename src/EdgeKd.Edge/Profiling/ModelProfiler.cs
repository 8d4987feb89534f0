using Microsoft.ML.OnnxRuntime;

namespace EdgeKd.Edge;

/// <summary>Runs a model under ONNX Runtime's profiler and keeps the graph that it made of it.</summary>
public static class ModelProfiler
{
    /// <summary>Profiles any ONNX model at batch 1, on random inputs.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="optimizedPath">Where the graph that is run is written: optimized at the level of
    /// <see cref="OnnxClassifier"/>, with the memory layouts of this processor. Names of nodes are those of the profile.</param>
    /// <param name="options">Runs, threads and shapes; null for the defaults.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the file or cannot run it on such inputs.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or a given shape does not fit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static ModelProfile Run(string path, string optimizedPath, ProfileOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(optimizedPath);
        options ??= new ProfileOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Runs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.WarmUpRuns);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such model file.", path);
        var folder = Directory.CreateTempSubdirectory("edgekd-profile-");
        try
        {
            var trace = Trace(path, optimizedPath, Path.Combine(folder.FullName, "profile"), options, cancellation);
            using var json = File.OpenRead(trace);
            return ProfileTrace.Read(json, options.WarmUpRuns, options.Threads);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{path}: ONNX Runtime cannot run the model: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Trace(string path, string optimizedPath, string prefix, ProfileOptions options, CancellationToken cancellation)
    {
        using var sessionOptions = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            OptimizedModelFilePath = optimizedPath,
            ProfileOutputPathPrefix = prefix,
            EnableProfiling = true,
        };
        using var session = new InferenceSession(path, sessionOptions);
        using var runOptions = new RunOptions();
        List<OrtValue> inputs = [];
        try
        {
            var metadata = session.ModelMetadata.CustomMetadataMap;
            if (options.Shapes.Keys.FirstOrDefault(name => !session.InputMetadata.ContainsKey(name)) is { } unknown)
                throw new ArgumentException($"{path}: it has no input '{unknown}'; its inputs are {string.Join(", ", session.InputMetadata.Keys)}.");
            foreach (var (name, input) in session.InputMetadata)
                inputs.Add(RandomInput.Create(name, input, options, metadata, path));
            for (var run = 0; run < options.WarmUpRuns + options.Runs; run++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var results = session.Run(runOptions, [.. session.InputMetadata.Keys], inputs, session.OutputNames);
            }

            return session.EndProfiling();
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }
}
