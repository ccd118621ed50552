// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.thrift.TBase;
import org.apache.thrift.TEnum;
import org.apache.thrift.TFieldIdEnum;
import org.apache.thrift.meta_data.EnumMetaData;
import org.apache.thrift.meta_data.FieldMetaData;
import org.apache.thrift.meta_data.FieldValueMetaData;
import org.apache.thrift.meta_data.ListMetaData;
import org.apache.thrift.meta_data.StructMetaData;
import org.apache.thrift.protocol.TType;

/** Fills the structs that Thrift's compiler generates from mappings with the same names. */
final class ThriftMapping {

  private ThriftMapping() {}

  static <F extends TFieldIdEnum> void fill(TBase<?, F> struct, Map<?, ?> values) throws Exception {
    Map<? extends TFieldIdEnum, FieldMetaData> fields =
        FieldMetaData.getStructMetaDataMap(struct.getClass().asSubclass(TBase.class));
    for (Map.Entry<?, ?> value : values.entrySet()) {
      var field =
          fields.entrySet().stream()
              .filter(f -> f.getValue().fieldName.equals(value.getKey()))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no field " + value.getKey()));
      @SuppressWarnings("unchecked")
      F id = (F) field.getKey();
      struct.setFieldValue(id, value(field.getValue().valueMetaData, value.getValue()));
    }
  }

  private static Object value(FieldValueMetaData type, Object value) throws Exception {
    return switch (type.type) {
      case TType.I64 -> ((Number) value).longValue();
      case TType.I32 -> ((Number) value).intValue();
      case TType.DOUBLE -> ((Number) value).doubleValue();
      case TType.STRING ->
          value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : String.valueOf(value);
      case TType.ENUM -> constant(((EnumMetaData) type).enumClass, value);
      case TType.STRUCT -> {
        var struct =
            (TBase<?, ?>)
                ((StructMetaData) type).structClass.getDeclaredConstructor().newInstance();
        fill(struct, (Map<?, ?>) value);
        yield struct;
      }
      case TType.LIST -> {
        var list = new ArrayList<>();
        for (Object element : (List<?>) value) {
          list.add(value(((ListMetaData) type).elemMetaData, element));
        }
        yield list;
      }
      default -> value;
    };
  }

  private static Object constant(Class<? extends TEnum> type, Object name) {
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no " + name + " in " + type);
  }
}
