using EdgeKd.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>A checked model of one input in ONNX Runtime, from tensors to tensors.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
internal sealed class ModelSession : IDisposable
{
    private const string CudaProvider = "CUDAExecutionProvider";

    private readonly string path;
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] outputs;

    /// <summary>Opens the model as it stands in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="outputs">The outputs to compute.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="threads">Threads inside one operator.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model or lacks the device; or it has several inputs, or one that holds no images.</exception>
    public ModelSession(ModelProto model, string path, IReadOnlyList<string> outputs, string device, int threads)
    {
        (this.path, this.outputs) = (path, [.. outputs]);
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // What goes wrong is thrown; the library's own lines on the console say it twice.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (device == "cuda")
            AppendCuda(options);
        try
        {
            session = new InferenceSession(model.ToByteArray(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{path}: ONNX Runtime cannot load the model: {OneLine(e)}", e);
        }
        if (session.InputMetadata.Count == 1 && session.InputMetadata.Values.Single().IsTensor)
        {
            (InputName, var input) = session.InputMetadata.Single();
            (InputType, InputShape) = (input.ElementDataType, input.Dimensions);
            return;
        }
        var names = string.Join(", ", session.InputMetadata.Keys);
        session.Dispose();
        throw new InvalidDataException($"{path}: its inputs are {names}; an image classifier has one, a tensor of images.");
    }

    public string InputName { get; } = "";

    public TensorElementType InputType { get; }

    /// <summary>The input's shape; −1 where it is free.</summary>
    public int[] InputShape { get; } = [];

    /// <summary>Runs the model.</summary>
    /// <param name="images">Float32 or uint8, as the input is, in the memory of the host; contiguous or not.</param>
    /// <returns>Float32 tensors in the order of the outputs, owned by the caller's dispose scope.</returns>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot run the model, or an output is no float32 tensor.</exception>
    public Tensor[] Run(Tensor images)
    {
        using var input = ToValue(images);
        try
        {
            using var results = session.Run(runOptions, [InputName], [input], outputs);
            return [.. results.Select((value, i) => ToTensor(value, outputs[i]))];
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException(
                $"{path}: ONNX Runtime cannot run the model on {string.Join('×', images.shape)} {images.dtype}: {OneLine(e)}", e);
        }
    }

    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    private void AppendCuda(SessionOptions options)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            throw new InvalidDataException(
                $"{path}: device is cuda, but this ONNX Runtime has no CUDA provider ({string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}); set device: cpu, or install the CUDA package of ONNX Runtime.");
        }
        try
        {
            options.AppendExecutionProvider_CUDA();
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{path}: device is cuda, but ONNX Runtime cannot use it: {OneLine(e)}; set device: cpu.", e);
        }
    }

    private static OrtValue ToValue(Tensor images)
    {
        using var scope = NewDisposeScope();
        var host = images.contiguous();
        return images.dtype == ScalarType.Byte
            ? OrtValue.CreateTensorValueFromMemory(host.data<byte>().ToArray(), images.shape)
            : OrtValue.CreateTensorValueFromMemory(host.data<float>().ToArray(), images.shape);
    }

    private Tensor ToTensor(OrtValue value, string name)
    {
        if (!value.IsTensor || value.GetTensorTypeAndShape() is not { ElementDataType: TensorElementType.Float } type)
            throw new InvalidDataException($"{path}: '{name}' is no float32 tensor, which logits and features have to be; name another one.");
        return tensor(value.GetTensorDataAsSpan<float>().ToArray(), type.Shape, ScalarType.Float32);
    }

    private static string OneLine(OnnxRuntimeException e) => e.Message.ReplaceLineEndings(" ").Trim();
}
