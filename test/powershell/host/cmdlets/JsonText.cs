using System.Globalization;
using System.Text;

namespace EntraWriteback.TestHost.Cmdlets;

/// <summary>The text that 5.1 writes: `&lt;`, `&gt;`, `&amp;` and `'` escaped, two blanks after a colon, four a level.</summary>
public static class JsonText
{
    public static string Write(object? value, bool compress)
    {
        var text = new StringBuilder();
        Append(text, value, compress ? null : "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, string? indent)
    {
        switch (value)
        {
            case Dictionary<string, object?> members:
                Block(text, '{', '}', members, indent, (member, inner) =>
                {
                    Quote(text, member.Key);
                    text.Append(indent is null ? ":" : ":  ");
                    Append(text, member.Value, inner);
                });
                break;
            case List<object?> items:
                Block(text, '[', ']', items, indent, (item, inner) => Append(text, item, inner));
                break;
            default:
                Plain(text, value);
                break;
        }
    }

    private static void Block<T>(StringBuilder text, char open, char close, ICollection<T> items, string? indent, Action<T, string?> append)
    {
        var inner = indent is null ? null : indent + "    ";
        var line = indent is null ? "" : Environment.NewLine;
        text.Append(open).Append(line);
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(',').Append(line);
            first = false;
            text.Append(inner);
            append(item, inner);
        }
        text.Append(items.Count == 0 ? "" : line).Append(indent).Append(close);
    }

    private static void Plain(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool truth: text.Append(truth ? "true" : "false"); break;
            case DateTime date: text.Append($"\"\\/Date({Milliseconds(date)})\\/\""); break;
            case DateTimeOffset date: text.Append($"\"\\/Date({date.ToUnixTimeMilliseconds()})\\/\""); break;
            case Enum named when Enum.GetUnderlyingType(named.GetType()) is var type && (type == typeof(long) || type == typeof(ulong)):
                Quote(text, named.ToString());
                break;
            case Enum named: text.Append(named.ToString("D")); break;
            case double or float or decimal or int or long or short or byte or sbyte or uint or ulong or ushort:
                text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            default: Quote(text, value.ToString() ?? ""); break;
        }
    }

    private static long Milliseconds(DateTime date) => (date.ToUniversalTime().Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value) text.Append(Escape(letter));
        text.Append('"');
    }

    private static string Escape(char letter) => letter switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' or '<' or '>' or '&' or '\'' or '\u0085' or '\u2028' or '\u2029' => $"\\u{(int)letter:x4}",
        _ => letter.ToString(),
    };
}
