using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>What the search for accuracy may try with a model, and what each trial gives.</summary>
internal interface IQuantizationTrials
{
    /// <summary>The prepared float model.</summary>
    ModelProto Prepared { get; }

    /// <summary>Calibration methods to try, in order.</summary>
    IReadOnlyList<string> Methods { get; }

    /// <summary>Layers with weights that can be quantized.</summary>
    int LayerCount { get; }

    /// <summary>Whether the processor that the trials run on saturates sums of products with 8-bit weights.</summary>
    bool Saturates { get; }

    /// <summary>Everything quantized, with ranges by a method.</summary>
    QuantizationOptions Calibrate(string method);

    /// <summary>Top-1 of the quantized model on the whole validation part, 0 to 1.</summary>
    double Top1(QuantizationOptions options);

    /// <summary>The options with the biases of their quantized layers corrected.</summary>
    QuantizationOptions CorrectBiases(QuantizationOptions options);

    /// <summary>The quantized layers, the one with the least SQNR first.</summary>
    IReadOnlyList<LayerSensitivity> Rank(QuantizationOptions options);
}
