using EdgeKd.Models;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>The networks of the zoo as ONNX files, one an operator set, with what each computes of a batch; each made when first asked for.</summary>
internal sealed class ZooExports : IDisposable
{
    private const int Classes = 10;
    private const int LargestBatch = 7;

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Lazy<Reference>> references;

    public ZooExports() =>
        references = ModelZoo.Names.ToDictionary(name => name, name => new Lazy<Reference>(() => Make(name)));

    /// <summary>Writes what is not there yet.</summary>
    /// <returns>The folder of the files, each called after network and operator set.</returns>
    public string WriteAll()
    {
        foreach (var reference in references.Values)
        {
            _ = reference.Value;
        }

        return folder.Path;
    }

    /// <summary>What the network computes of the first images, and what ONNX Runtime does with its file.</summary>
    public (float[] Network, float[] Runtime) Logits(string name, int opset, int batch)
    {
        var reference = references[name].Value;
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(FileOf(name, opset), options);
        var images = reference.Images[..(batch * reference.Images.Length / LargestBatch)];
        using var value = OrtValue.CreateTensorValueFromMemory(images, [batch, 3, reference.Size, reference.Size]);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [value], session.OutputNames);
        return (reference.Logits[..(batch * Classes)], results[0].GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose() => folder.Dispose();

    /// <summary>What the file of a network and operator set is called.</summary>
    public static string FileName(string name, int opset) => $"{name}.opset{opset}.onnx";

    /// <summary>The bytes of a file.</summary>
    public byte[] Bytes(string name, int opset)
    {
        _ = references[name].Value;
        return File.ReadAllBytes(FileOf(name, opset));
    }

    private string FileOf(string name, int opset) => folder.File(FileName(name, opset));

    private Reference Make(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(3);
        // The stem for large images where there is the choice: the other one is the same network with a stride of 1.
        var options = new ModelOptions { Classes = Classes };
        var large = options with { Stem = ModelOptions.ImageNetStem };
        var isLarge = ModelZoo.Misfit(name, large) is null;
        var size = isLarge || name == "mobilenetv2-tiny" ? 64 : 16;
        using var network = ModelZoo.Create(name, isLarge ? large : options);
        Exported.Unsettle(network);
        foreach (var opset in Exported.Opsets)
        {
            var model = OnnxExporter.Export(network, new ExportOptions { Height = size, Width = size, Opset = opset });
            using var file = File.Create(FileOf(name, opset));
            model.WriteTo(file);
        }

        network.eval();
        var images = randn(LargestBatch, 3, size, size);
        return new Reference(size, images.data<float>().ToArray(), network.call(images).data<float>().ToArray());
    }

    private sealed record Reference(int Size, float[] Images, float[] Logits);
}
