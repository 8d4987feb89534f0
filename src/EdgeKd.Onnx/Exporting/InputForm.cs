namespace EdgeKd.Onnx;

/// <summary>What an exported model takes.</summary>
public enum InputForm
{
    /// <summary>float32 N×C×H×W, resized and normalised by whoever runs the model.</summary>
    Tensor,

    /// <summary>uint8 N×H×W×3 RGB of any height and width; resizing, cropping and normalising are in the graph.</summary>
    Pixels,
}
