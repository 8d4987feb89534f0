using System.Globalization;
using System.Text;

namespace TorchSharp;

/// <summary>How a tensor is written as text.</summary>
public enum TensorStringStyle
{
    Metadata,
    Julia,
    Numpy,
    Default,
}

public static partial class torch
{
    /// <summary>What the style Default stands for.</summary>
    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.Julia;

    public partial class Tensor
    {
        public override string ToString() => IsInvalid ? "" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>The elements as text; those in the middle of a dimension over 6 are left out.</summary>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null)
        {
            if (style == TensorStringStyle.Default) style = torch.TensorStringStyle;
            if (style == TensorStringStyle.Metadata || device_type == DeviceType.META) return ToString();
            using var scope = NewDisposeScope();
            var text = new StringBuilder(style == TensorStringStyle.Numpy ? "" : ToString() + (newLine ?? Environment.NewLine));
            Append(text, detach(), fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? Environment.NewLine, 0);
            return text.ToString();
        }

        private static void Append(StringBuilder text, Tensor tensor, string format, CultureInfo culture, string newLine, int indent)
        {
            if (tensor.ndim == 0)
            {
                var value = tensor.ToScalar();
                text.Append(tensor.is_floating_point() ? value.ToDouble().ToString(format, culture) : value.ToString());
                return;
            }

            const int Edge = 3;
            var count = tensor.shape[0];
            text.Append('[');
            for (long i = 0; i < count; i++)
            {
                if (i > 0) text.Append(tensor.ndim == 1 ? " " : newLine + new string(' ', indent + 1));
                if (count > 2 * Edge && i == Edge)
                {
                    text.Append("...");
                    i = count - Edge - 1;
                    continue;
                }

                Append(text, tensor[i], format, culture, newLine, indent + 1);
            }

            text.Append(']');
        }
    }
}
