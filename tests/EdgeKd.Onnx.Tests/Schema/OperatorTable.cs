namespace EdgeKd.Onnx.Tests.Schema;

/// <summary>The operators that networks are written with, in every version that operator sets 13 to 21 know.</summary>
/// <remarks>
/// From the format's docs/Operators.md and docs/Changelog.md: name and since-version; inputs and outputs (? optional,
/// * any number) with a type or the name of a type constraint; attributes (! required) with their kind (i, f, s, t for one number,
/// text or tensor; is, fs for lists); the constraints. Types of later sets that no network of ours has (float8, int4) are left out.
/// <see cref="OperatorTableTests"/> compares all up to 17 with Debian's python3-onnx.
/// </remarks>
internal static class OperatorTable
{
    private const string Text = """
        Conv 11 | X:T W:T B?:T -> Y:T | auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is | T=F
        Gemm 13 | A:T B:T C?:T -> Y:T | alpha:f beta:f transA:i transB:i | T=N
        BatchNormalization 9 | X:T scale:T B:T mean:T var:T -> Y:T mean?:T var?:T saved_mean?:T saved_var?:T | epsilon:f momentum:f | T=F
        BatchNormalization 14 | X:T scale:T B:T input_mean:U input_var:U -> Y:T running_mean?:U running_var?:U | epsilon:f momentum:f training_mode:i | T=FB U=FB
        BatchNormalization 15 | X:T scale:T1 B:T1 input_mean:T2 input_var:T2 -> Y:T running_mean?:T2 running_var?:T2 | epsilon:f momentum:f training_mode:i | T=FB T1=FB T2=FB
        Relu 13 | X:T -> Y:T | | T=FB
        Relu 14 | X:T -> Y:T | | T=FB,int8,int16,int32,int64
        Clip 13 | input:T min?:T max?:T -> output:T | | T=N8
        LeakyRelu 6 | X:T -> Y:T | alpha:f | T=F
        LeakyRelu 16 | X:T -> Y:T | alpha:f | T=FB
        HardSwish 14 | X:T -> Y:T | | T=F
        HardSigmoid 6 | X:T -> Y:T | alpha:f beta:f | T=F
        Sigmoid 13 | X:T -> Y:T | | T=FB
        Tanh 13 | input:T -> output:T | | T=FB
        Softmax 13 | input:T -> output:T | axis:i | T=FB
        LogSoftmax 13 | input:T -> output:T | axis:i | T=FB
        Erf 13 | input:T -> output:T | | T=N8
        Gelu 20 | X:T -> Y:T | approximate:s | T=FB
        Add 13 | A:T B:T -> C:T | | T=N
        Add 14 | A:T B:T -> C:T | | T=N8
        Sub 13 | A:T B:T -> C:T | | T=N
        Sub 14 | A:T B:T -> C:T | | T=N8
        Mul 13 | A:T B:T -> C:T | | T=N
        Mul 14 | A:T B:T -> C:T | | T=N8
        Div 13 | A:T B:T -> C:T | | T=N
        Div 14 | A:T B:T -> C:T | | T=N8
        MaxPool 12 | X:T -> Y:T Indices?:I | auto_pad:s ceil_mode:i dilations:is kernel_shape!:is pads:is storage_order:i strides:is | T=F,int8,uint8 I=int64
        AveragePool 11 | X:T -> Y:T | auto_pad:s ceil_mode:i count_include_pad:i kernel_shape!:is pads:is strides:is | T=F
        AveragePool 19 | X:T -> Y:T | auto_pad:s ceil_mode:i count_include_pad:i dilations:is kernel_shape!:is pads:is strides:is | T=F
        GlobalAveragePool 1 | X:T -> Y:T | | T=F
        GlobalMaxPool 1 | X:T -> Y:T | | T=F
        ReduceMean 13 | data:T -> reduced:T | axes:is keepdims:i | T=N
        ReduceMean 18 | data:T axes?:int64 -> reduced:T | keepdims:i noop_with_empty_axes:i | T=N
        ReduceMin 13 | data:T -> reduced:T | axes:is keepdims:i | T=N,int8,uint8
        ReduceMin 18 | data:T axes?:int64 -> reduced:T | keepdims:i noop_with_empty_axes:i | T=N,int8,uint8
        ReduceMin 20 | data:T axes?:int64 -> reduced:T | keepdims:i noop_with_empty_axes:i | T=N,int8,uint8,bool
        Flatten 13 | input:T -> output:T | axis:i | T=A
        Flatten 21 | input:T -> output:T | axis:i | T=A
        Reshape 13 | data:T shape:int64 -> reshaped:T | | T=A
        Reshape 14 | data:T shape:int64 -> reshaped:T | allowzero:i | T=A
        Transpose 13 | data:T -> transposed:T | perm:is | T=A
        Concat 13 | inputs*:T -> concat_result:T | axis!:i | T=A
        Split 13 | input:T split?:int64 -> outputs*:T | axis:i | T=A
        Split 18 | input:T split?:int64 -> outputs*:T | axis:i num_outputs:i | T=A
        Slice 13 | data:T starts:Tind ends:Tind axes?:Tind steps?:Tind -> output:T | | T=A Tind=int32,int64
        Pad 13 | data:T pads:int64 constant_value?:T -> output:T | mode:s | T=A
        Pad 18 | data:T pads:int64 constant_value?:T axes?:Tind -> output:T | mode:s | T=A Tind=int32,int64
        Shape 13 | data:T -> shape:T1 | | T=A T1=int64
        Shape 15 | data:T -> shape:T1 | end:i start:i | T=A T1=int64
        Cast 13 | input:T1 -> output:T2 | to!:i | T1=C T2=C
        Cast 19 | input:T1 -> output:T2 | saturate:i to!:i | T1=C T2=C
        Resize 13 | X:T1 roi?:T2 scales?:float sizes?:int64 -> Y:T1 | coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f mode:s nearest_mode:s | T1=A T2=F
        Resize 18 | X:T1 roi?:T2 scales?:float sizes?:int64 -> Y:T1 | antialias:i axes:is coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f keep_aspect_ratio_policy:s mode:s nearest_mode:s | T1=A T2=F
        QuantizeLinear 13 | x:T1 y_scale:float y_zero_point?:T2 -> y:T2 | axis:i | T1=float,int32 T2=int8,uint8
        QuantizeLinear 19 | x:T1 y_scale:T1 y_zero_point?:T2 -> y:T2 | axis:i saturate:i | T1=float,float16,bfloat16,int32 T2=int8,uint8
        QuantizeLinear 21 | x:T1 y_scale:T1 y_zero_point?:T2 -> y:T2 | axis:i block_size:i output_dtype:i saturate:i | T1=float,float16,bfloat16,int32 T2=int8,uint8,int16,uint16
        DequantizeLinear 13 | x:T x_scale:float x_zero_point?:T -> y:float | axis:i | T=int8,uint8,int32
        DequantizeLinear 19 | x:T1 x_scale:T2 x_zero_point?:T1 -> y:T2 | axis:i | T1=int8,uint8,int32 T2=float,float16,bfloat16
        DequantizeLinear 21 | x:T1 x_scale:T2 x_zero_point?:T1 -> y:T2 | axis:i block_size:i | T1=int8,uint8,int16,uint16,int32 T2=float,float16,bfloat16
        """;

    private static readonly Dictionary<string, string[]> TypeSets = new()
    {
        ["F"] = ["float16", "float", "double"],
        ["FB"] = ["bfloat16", "float16", "float", "double"],
        ["N"] = ["bfloat16", "float16", "float", "double", "int32", "int64", "uint32", "uint64"],
        ["N8"] = ["bfloat16", "float16", "float", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"],
        ["C"] = ["bfloat16", "float16", "float", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string"],
        ["A"] = ["bfloat16", "float16", "float", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string", "complex64", "complex128"],
    };

    /// <summary>Every version of every operator.</summary>
    public static IReadOnlyList<OperatorSchema> All { get; } = [.. Text.Split('\n').Select(Parse)];

    /// <summary>The newest version of an operator that an operator set knows, or null.</summary>
    public static OperatorSchema? Find(string name, long operatorSet) =>
        All.Where(schema => schema.Name == name && schema.SinceVersion <= operatorSet).MaxBy(schema => schema.SinceVersion);

    private static OperatorSchema Parse(string line)
    {
        var parts = line.Split('|');
        var title = Words(parts[0]);
        var ends = parts[1].Split("->");
        return new OperatorSchema(
            title[0],
            int.Parse(title[1], System.Globalization.CultureInfo.InvariantCulture),
            [.. Words(ends[0]).Select(Parameter)],
            [.. Words(ends[1]).Select(Parameter)],
            Words(parts[2]).Select(word => word.Split(':')).ToDictionary(pair => pair[0].TrimEnd('!'), pair => (pair[1], pair[0].EndsWith('!'))),
            Words(parts[3]).Select(word => word.Split('=')).ToDictionary(
                pair => pair[0],
                pair => (IReadOnlyList<string>)[.. pair[1].Split(',').SelectMany(type => TypeSets.GetValueOrDefault(type, [type]))]));
    }

    private static OperatorParameter Parameter(string word)
    {
        var pair = word.Split(':');
        return new OperatorParameter(pair[0].TrimEnd('?', '*'), pair[1], pair[0].EndsWith('?'), pair[0].EndsWith('*'));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
