namespace EdgeKd.Onnx;

/// <summary>A rule that a node must keep for ONNX Runtime to run it on integers.</summary>
/// <remarks>
/// From ONNX Runtime's core/optimizer/qdq_transformer (selectors_actions/qdq_selectors.cc, clip_quantizelinear.cc,
/// relu_quantizelinear.cc), tried on version 1.29.
/// </remarks>
public enum FusionRule
{
    /// <summary>The operator has no integer form.</summary>
    OperatorNotSupported,

    /// <summary>An input does not come from a DequantizeLinear.</summary>
    InputNotDequantized,

    /// <summary>The output is an output of the graph.</summary>
    GraphOutput,

    /// <summary>The output feeds several QuantizeLinear.</summary>
    SeveralQuantizers,

    /// <summary>The output feeds a node that is no QuantizeLinear.</summary>
    ConsumerNotQuantized,

    /// <summary>Inputs and outputs have different integer types.</summary>
    TypesDiffer,

    /// <summary>The integers are not of 8 bits.</summary>
    NotEightBit,

    /// <summary>A scale is computed instead of constant.</summary>
    ScaleNotConstant,

    /// <summary>A scale has dimensions where a scalar is needed.</summary>
    ScaleNotScalar,

    /// <summary>A zero point is left out where input and output must share theirs.</summary>
    ZeroPointMissing,

    /// <summary>A node that only moves values has another scale or zero point on its other side.</summary>
    ParametersDiffer,

    /// <summary>The bias is not dequantized from int32.</summary>
    BiasNotInt32,

    /// <summary>The bias's scale is not the product of those of input and weight.</summary>
    BiasScale,

    /// <summary>A Gemm with bias has alpha or beta other than 1.</summary>
    GemmFactors,

    /// <summary>An activation stands before the QuantizeLinear whose range does not make it superfluous.</summary>
    ActivationNotAbsorbed,

    /// <summary>The operator set is older than the operator's integer form.</summary>
    OperatorSetTooOld,

    /// <summary>None of these rules is broken: ONNX Runtime has one that is not known here.</summary>
    Unknown,
}
