namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Networks of Debian's torchvision 0.14 with random weights, as its torch 1.13 exports them.</summary>
internal sealed class ForeignModels : IDisposable
{
    /// <summary>The side of their images in pixels.</summary>
    public const int Side = 32;

    // The second with its batch normalisations and constants unfolded, as exporters for training leave them.
    private const string Script = """
        import sys, torch, torchvision
        from torch.onnx import TrainingMode
        torch.manual_seed(0)
        for name, opset, folds in [('mobilenet_v2', 13, True), ('mobilenet_v3_small', 14, False), ('resnet18', 17, True)]:
            network = getattr(torchvision.models, name)(num_classes=10).eval()
            for module in network.modules():
                if isinstance(module, torch.nn.BatchNorm2d):
                    module.running_mean.uniform_(-0.2, 0.2)
                    module.running_var.uniform_(0.5, 2)
            torch.onnx.export(network, torch.randn(2, 3, int(sys.argv[2]), int(sys.argv[2])), f'{sys.argv[1]}/{name}.onnx', opset_version=opset,
                input_names=['input'], output_names=['logits'], dynamic_axes={'input': {0: 'N'}, 'logits': {0: 'N'}},
                do_constant_folding=folds, training=TrainingMode.EVAL if folds else TrainingMode.PRESERVE)
        """;

    private readonly TemporaryFolder _folder = new();

    public ForeignModels() => PythonPeer.Run(Script, _folder.Path, $"{Side}");

    /// <summary>Their names.</summary>
    public static string[] Names { get; } = ["mobilenet_v2", "mobilenet_v3_small", "resnet18"];

    public ModelProto this[string name] => OnnxFile.Load(_folder.File($"{name}.onnx"));

    public void Dispose() => _folder.Dispose();
}
